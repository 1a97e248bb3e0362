/** Projects: made and ended by admins, filled by their managers; JupyterHub's group of the same name follows. */

import type { Queryable } from "../../db/db.ts"
import { deleteGroup, findGroupByName, insertGroups } from "../../db/groups.ts"
import { lockSubjects } from "../../db/ledger.ts"
import {
  deleteMember,
  deleteProject,
  findProject,
  hasLiveCharges,
  insertProject,
  isInside,
  listJustExpired,
  memberOf,
  mirrorInGroup,
  type ProjectRole,
  type ProjectRow,
  saveMember,
  updateProject,
} from "../../db/projects.ts"
import type { UserRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { projectSubject } from "./payers.ts"

export interface ProjectFields {
  readonly displayName?: string
  readonly description?: string
  readonly gpuHours?: number | null
  readonly account?: string | null
  readonly expiresAt?: Date | null
  readonly owner?: UserRow
}

/** Throws Refusal 409 where the project, or a group of its name, is there already. */
export async function createProject(core: Core, name: string, owner: UserRow, fields: ProjectFields, by: string) {
  const now = core.clock.now()
  return core.db.tx(async t => {
    await lockSubjects(t, [projectSubject(name)])
    if (await findProject(t, name)) throw new Refusal(409, `The project ${name} is there already.`)
    if (await findGroupByName(t, name)) {
      throw new Refusal(409, `There is a group ${name}, and a project has a group of its own: choose another name.`)
    }
    const [group] = await insertGroups(t, [{ name, properties: {} }])
    const project = await insertProject(t, {
      name,
      group_id: group?.id ?? null,
      owner_id: owner.id,
      display_name: fields.displayName ?? name,
      description: fields.description ?? "",
      gpu_hours: fields.gpuHours ?? null,
      account: fields.account ?? null,
      expires_at: fields.expiresAt ?? null,
      created_by: by,
      created_at: now,
    })
    await saveMember(t, { project_id: project.id, user_id: owner.id, role: "manager", since: now, admitted_by: by })
    await mirrorInGroup(t, project, now)
    return project
  })
}

export async function changeProject(core: Core, name: string, fields: ProjectFields, by: string): Promise<ProjectRow> {
  return within(core, name, async (t, project) => {
    const patch = {
      ...(fields.displayName === undefined ? {} : { display_name: fields.displayName }),
      ...(fields.description === undefined ? {} : { description: fields.description }),
      ...(fields.gpuHours === undefined ? {} : { gpu_hours: fields.gpuHours }),
      ...(fields.account === undefined ? {} : { account: fields.account }),
      ...(fields.expiresAt === undefined ? {} : { expires_at: fields.expiresAt }),
      ...(fields.owner === undefined ? {} : { owner_id: fields.owner.id }),
    }
    await updateProject(t, project.id, patch)
    if (fields.owner) await put(core, t, project, fields.owner, "manager", by)
    return { ...project, ...patch }
  })
}

/** Throws Refusal 409 while runs are charged to it. */
export async function removeProject(core: Core, name: string): Promise<void> {
  await within(core, name, async (t, project) => {
    if (await hasLiveCharges(t, project.id)) {
      throw new Refusal(409, `The project ${name} pays for servers that still run: stop them first.`)
    }
    await deleteProject(t, project.id)
    if (project.group_id !== null) await deleteGroup(t, project.group_id)
    return project
  })
}

/**
 * Lets in who has asked, makes a member a manager and back, and invites anybody else: a project brings containers and
 * costs, so that nobody is put into one unasked. `atOnce`: an admin does it without asking.
 */
export async function admitMember(
  core: Core,
  name: string,
  user: UserRow,
  role: "manager" | "member",
  { by, atOnce }: { readonly by: string; readonly atOnce: boolean },
) {
  return within(core, name, async (t, project) => {
    if (role !== "manager" && project.owner_id === user.id)
      throw new Refusal(409, `${user.name} owns the project ${name}: give it to somebody else first.`)
    const known = await memberOf(t, project.id, user.id)
    const asked = known?.role === "requested" || isInside(known?.role)
    if (role === "manager" && !asked && !atOnce)
      throw new Refusal(409, `${user.name} is not in the project ${name} yet: invite them as a member first.`)
    await put(core, t, project, user, asked || atOnce ? role : "invited", by)
    return project
  })
}

/** Accepts an invitation, or asks to be let in; who is in already stays what they are. */
export async function askToJoin(core: Core, name: string, user: UserRow): Promise<ProjectRow> {
  return within(core, name, async (t, project) => {
    const known = await memberOf(t, project.id, user.id)
    const fresh = { project_id: project.id, user_id: user.id, since: core.clock.now() }
    if (known === null) await saveMember(t, { ...fresh, role: "requested", admitted_by: null })
    if (known?.role === "invited") await saveMember(t, { ...fresh, role: "member", admitted_by: known.admitted_by })
    return project
  })
}

/** Throws Refusal 404 for who is not in it, 409 for its owner. */
export async function removeMember(core: Core, name: string, user: UserRow): Promise<void> {
  await within(core, name, async (t, project) => {
    if (project.owner_id === user.id)
      throw new Refusal(409, `${user.name} owns the project ${name}: give it to somebody else first.`)
    if (!(await deleteMember(t, project.id, user.id)))
      throw new Refusal(404, `${user.name} is not in the project ${name}.`)
    return project
  })
}

/** Takes the members of projects that have ended out of their groups, and so what the groups gave them. */
export async function endExpiredProjects(core: Core): Promise<void> {
  const now = core.clock.now()
  for (const project of await listJustExpired(core.db, now)) {
    await within(core, project.name, async (_t, row) => row)
    core.log.info(`The project ${project.name} has come to its end`)
  }
}

/** Under the project's lock, with its group as it should be afterwards. */
async function within(
  core: Core,
  name: string,
  change: (t: Queryable, project: ProjectRow) => Promise<ProjectRow>,
): Promise<ProjectRow> {
  return core.db.tx(async t => {
    await lockSubjects(t, [projectSubject(name)])
    const project = await findProject(t, name)
    if (project === null) throw new Refusal(404, `There is no project ${JSON.stringify(name.slice(0, 64))}.`)
    const changed = await change(t, project)
    await mirrorInGroup(t, changed, core.clock.now())
    return changed
  })
}

async function put(core: Core, t: Queryable, { id }: ProjectRow, user: UserRow, role: ProjectRole, by: string) {
  const known = await memberOf(t, id, user.id)
  const since = known !== null && isInside(known.role) ? known.since : core.clock.now()
  await saveMember(t, { project_id: id, user_id: user.id, role, since, admitted_by: by })
}
