/** Projects as the API shows them: whose they are, who is in them, and what is left of their budget. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { projectsHours } from "../../core/projects/project-charge.ts"
import { isInside, membersOfProjects, type ProjectMember, type ProjectRow, projectRoles } from "../../db/projects.ts"
import { isoTime } from "../iso-time.ts"

const text = z.string().nullable()
const figure = z.number().nullable()

export const projectSchema = z
  .strictObject({
    name: z.string(),
    display_name: z.string(),
    description: z.string(),
    owner: text,
    /** expired: nothing can be charged to it any more. */
    state: z.enum(["active", "expired"]),
    expires_at: text,
    created_at: text,
    /** What the asker is in it; null is nothing. */
    my_role: z.enum([...projectRoles, "owner"]).nullable(),
    /** For its members and whoever may read quotas; `used` includes what live runs still may use. null is no limit. */
    gpu_hours: z.strictObject({ limit: figure, used: z.number(), left: figure }).optional(),
    account: text.optional(),
    members: z
      .array(z.strictObject({ name: z.string(), role: z.enum(projectRoles), since: text, admitted_by: text }))
      .optional(),
  })
  .meta({ id: "Project" })

type ProjectModel = z.infer<typeof projectSchema>

export interface Asker {
  /** null is no user: a service. */
  readonly userId: number | null
  /** May read everybody's. */
  readonly all: boolean
}

/** In the order of the rows; two queries, however many there are. Who is not in a project sees whose it is, to ask for it. */
export async function projectModels(core: Core, rows: readonly ProjectRow[], asker: Asker): Promise<ProjectModel[]> {
  const ids = rows.map(row => row.id)
  const members = await membersOfProjects(core.db, ids)
  const hours = await projectsHours(core, core.db, ids)
  return rows.map(row => {
    const inside = members.filter(member => member.project_id === row.id)
    const mine = roleOf(row, inside, asker)
    const known = basics(core, row, inside, mine)
    if (!asker.all && mine !== "owner" && !isInside(mine)) return known
    const used = hours.get(row.id) ?? 0
    const left = row.gpu_hours === null ? null : Math.max(0, row.gpu_hours - used)
    return {
      ...known,
      gpu_hours: { limit: row.gpu_hours, used, left },
      account: row.account,
      members: inside.map(({ name, role, since, admitted_by }) => ({ name, role, since: isoTime(since), admitted_by })),
    }
  })
}

function basics(core: Core, row: ProjectRow, inside: readonly ProjectMember[], mine: ProjectModel["my_role"]) {
  const open = row.expires_at === null || row.expires_at > core.clock.now()
  return {
    name: row.name,
    display_name: row.display_name,
    description: row.description,
    owner: inside.find(member => member.user_id === row.owner_id)?.name ?? null,
    state: open ? ("active" as const) : ("expired" as const),
    expires_at: isoTime(row.expires_at),
    created_at: isoTime(row.created_at),
    my_role: mine,
  }
}

function roleOf(row: ProjectRow, inside: readonly ProjectMember[], { userId }: Asker): ProjectModel["my_role"] {
  if (userId === null) return null
  if (row.owner_id === userId) return "owner"
  return inside.find(member => member.user_id === userId)?.role ?? null
}
