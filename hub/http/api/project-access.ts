/** Who may see and change which project, and the project or user that a path names. */
import type { Core } from "../../core/core.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { findProject, memberOf, type ProjectRow } from "../../db/projects.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Call } from "../endpoint.ts"
import { type Asker, projectModels } from "../models/project-model.ts"

type Asking = Pick<Call, "core" | "identity">
type Need = "manager" | "owner" | "admin"

const whoever: Readonly<Record<Need, string>> = {
  manager: "its managers",
  owner: "its owner",
  admin: "an admin of quotas",
}

/** Throws a Refusal 403 for who is neither an admin of quotas nor, where that is enough, the project's manager or owner. */
export async function refuseOthers(call: Asking, project: ProjectRow, need: Need): Promise<void> {
  if (isQuotaAdmin(call)) return
  const { user } = call.identity
  if (need !== "admin" && user !== null && actsAsPerson(call)) {
    if (project.owner_id === user.id) return
    if (need === "manager" && (await memberOf(call.core.db, project.id, user.id))?.role === "manager") return
  }
  throw new Refusal(403, `This can be done by ${whoever[need]} only: ask them.`, { code: "not-manager" })
}

export async function projectModel(call: Asking, project: ProjectRow) {
  const [found] = await projectModels(call.core, [project], askerOf(call))
  return found
}

export function askerOf(call: Asking): Asker {
  return {
    userId: actsAsPerson(call) ? (call.identity.user?.id ?? null) : null,
    all: scopeFilter(call.identity.scopes, "read:quotas")?.all === true,
  }
}

/** Who stands for a person, or may read all; a server's own token learns of no project, not even the names. Throws Refusal 403. */
export function refuseJobs(call: Asking): void {
  const asker = askerOf(call)
  if (asker.userId !== null || asker.all) return
  throw new Refusal(403, "This token may not read projects: it needs the scope servers of its owner, or read:quotas.", {
    code: "not-a-person",
  })
}

export async function knownProject(core: Core, name: string | undefined): Promise<ProjectRow> {
  const project = await findProject(core.db, name ?? "")
  if (project) return project
  throw new Refusal(404, `There is no project ${JSON.stringify((name ?? "").slice(0, 64))}.`)
}

export async function namedUser(core: Core, name: string): Promise<UserRow> {
  const user = await findUserByName(core.db, name)
  if (user) return user
  throw new Refusal(404, `There is no user ${JSON.stringify(name.slice(0, 64))}.`)
}

export function callerName({ identity }: Pick<Call, "identity">): string {
  return identity.user?.name ?? identity.service?.name ?? ""
}

/** Whether the caller is this user, with the right to act for them. */
export function isSelf(call: Asking, name: string | undefined): boolean {
  return call.identity.user?.name === name && actsAsPerson(call)
}

export function isQuotaAdmin({ identity }: Pick<Call, "identity">): boolean {
  return scopeFilter(identity.scopes, "admin:quotas")?.all === true
}

/** A token with less than what its owner may do about servers, such as a server's own, stands for nobody in a project. */
function actsAsPerson({ identity }: Pick<Call, "identity">): boolean {
  const { user, scopes } = identity
  if (user === null) return false
  const servers = scopeFilter(scopes, "servers")
  return servers !== null && (servers.all || servers.user.has(user.name))
}
