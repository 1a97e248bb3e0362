/** A project that pays for a run instead of the person: whether it may, and what it has left. */
import type { Queryable } from "../../db/db.ts"
import { gpuSecondsByProject } from "../../db/gpu-time.ts"
import { findProject, isInside, memberOf, type ProjectRow } from "../../db/projects.ts"
import { Refusal } from "../../plugin/errors.ts"
import { formatWalltime } from "../../plugin/walltime.ts"
import type { Core } from "../core.ts"
import { exact } from "../quotas/gpu-weights.ts"
import { timeInZone } from "../quotas/windows.ts"

/** Further than any project lasts. */
const endOfTime = 1e11

export interface Charge {
  /** GPUs by weight. */
  readonly gpus: number
  /** When it begins, or began. */
  readonly from: Date
  /** null has no end. */
  readonly minutes: number | null
  /** A run that would make way for it, or that it goes on: what that one holds does not count. */
  readonly except: string | null
}

/** Project id -> GPU-hours that its runs have used and still may use; one query. */
export async function projectsHours(
  core: Core,
  db: Queryable,
  ids: readonly number[],
  except: string | null = null,
): Promise<Map<number, number>> {
  const seconds = await gpuSecondsByProject(db, { from: 0, to: endOfTime }, core.clock.now(), ids, except)
  return new Map([...seconds].map(([id, sum]) => [id, exact(sum / 3600)]))
}

/** null where it pays: the first check that says no, otherwise. Within a transaction that has locked the project it is the decision. */
export async function projectRefusal(
  core: Core,
  db: Queryable,
  name: string,
  userId: number,
  charge: Charge,
): Promise<Refusal | null> {
  const project = await findProject(db, name)
  const member = project === null ? null : await memberOf(db, project.id, userId)
  if (project === null || !isInside(member?.role)) {
    return new Refusal(403, `You are in no project ${JSON.stringify(name.slice(0, 40))}.`, {
      code: "project-not-allowed",
      asked: name,
    })
  }
  return expired(core, project, charge) ?? (await spent(core, db, project, charge))
}

/** A run may not outlast the project that pays for it. */
function expired(core: Core, { display_name: title, expires_at: end }: ProjectRow, charge: Charge): Refusal | null {
  if (end === null) return null
  const { from, minutes } = charge
  const left = Math.max(0, Math.floor((end.getTime() - from.getTime()) / 60_000))
  const when = timeInZone(end, core.config.get("CarmeHub.time_zone"))
  if (end <= core.clock.now()) {
    return new Refusal(403, `The project ${title} ended on ${when}. Ask its owner, or an admin, to prolong it.`, {
      code: "project-expired",
      limit: end.toISOString(),
      allowed: 0,
    })
  }
  if (minutes !== null && minutes <= left) return null
  return new Refusal(
    403,
    `The project ${title} ends on ${when}, before this session would. Up to ${formatWalltime(left)} would be allowed now.`,
    { code: "project-expired", limit: end.toISOString(), asked: minutes, allowed: left },
  )
}

async function spent(core: Core, db: Queryable, project: ProjectRow, charge: Charge): Promise<Refusal | null> {
  const limit = project.gpu_hours
  const { gpus, minutes, except } = charge
  if (limit === null || gpus === 0) return null
  const used = (await projectsHours(core, db, [project.id], except)).get(project.id) ?? 0
  const asked = minutes === null ? Number.POSITIVE_INFINITY : exact((gpus * minutes) / 60)
  if (exact(used + asked) <= limit) return null
  const left = Math.max(0, exact(limit - used))
  const most = Math.floor(exact((left * 60) / gpus))
  const wanted = minutes === null ? "a session without end" : `${hours(asked)} more`
  const now =
    most === 0 ? "None would be allowed now." : `With these GPUs, up to ${formatWalltime(most)} would be allowed now.`
  return new Refusal(
    403,
    `The project ${project.display_name} has ${hours(limit)}; ${hours(used)} are used or reserved, and you asked for ${wanted}. ${now}`,
    { code: "quota-project", limit, used, asked: minutes === null ? null : asked, allowed: left },
  )
}

function hours(value: number): string {
  const rounded = Math.round(value * 100) / 100
  return rounded === 1 ? "1 GPU-hour" : `${rounded} GPU-hours`
}
