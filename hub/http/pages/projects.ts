/** /hub/projects: the projects, their budgets and people, with what the person who looks may do in each. */
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { isInside, listProjects } from "../../db/projects.ts"
import { askerOf } from "../api/project-access.ts"
import { projectModels } from "../models/project-model.ts"
import { renderPage } from "../render/render.ts"
import { page } from "./page-row.ts"

/** More are on the API's pages; nobody reads a longer list. */
const most = 200

export const projectsPage = page({
  path: "/projects",
  summary: "Projects: people who share a budget",
  handler: "carme.ProjectsPageHandler",
  scopes: "identified",
  async handle(call) {
    const { core, identity } = call
    const asker = askerOf(call)
    const first = { offset: 0, limit: most }
    const { rows, total } = await listProjects(core.db, first)
    // One's own are there however many come before them by name.
    const { userId } = asker
    const own = userId === null ? [] : (await listProjects(core.db, { ...first, memberId: userId })).rows
    const invited = userId === null ? [] : (await listProjects(core.db, { ...first, invitedId: userId })).rows
    const known = [...invited, ...own]
    const shown = [...known, ...rows.filter(row => !known.some(({ id }) => id === row.id))]
    const isAdmin = scopeFilter(identity.scopes, "admin:quotas")?.all === true
    const self = identity.user?.name ?? ""
    const models = (await projectModels(core, shown, asker)).map(project => view(project, self, isAdmin))
    const inside = ({ my_role: role }: (typeof models)[number]) => role === "owner" || isInside(role)
    return await renderPage(call, "projects", {
      invitations: models.filter(project => project.invited),
      mine: models.filter(inside),
      others: models.filter(project => !inside(project) && !project.invited),
      more: total - shown.length,
      may_create: isAdmin,
    })
  },
})

function view(project: Awaited<ReturnType<typeof projectModels>>[number], self: string, isAdmin: boolean) {
  const { gpu_hours: hours, my_role: role } = project
  const owns = role === "owner" || isAdmin
  const manages = owns || role === "manager"
  return {
    ...project,
    expired: project.state === "expired",
    requested: role === "requested",
    invited: role === "invited",
    self,
    expires_at: timeOf(project.expires_at),
    joinable: role === null && project.state === "active",
    manages,
    adds: isAdmin,
    budget: hours && {
      text:
        hours.limit === null
          ? `${rounded(hours.used)} GPU-hours used or reserved`
          : `${rounded(hours.used)} of ${rounded(hours.limit)} GPU-hours used or reserved`,
      limit: hours.limit,
      used: hours.used,
    },
    people: (project.members ?? []).map(member => ({
      ...member,
      since: timeOf(member.since),
      is_owner: member.name === project.owner,
      asks: member.role === "requested",
      pending: !isInside(member.role),
      label: member.name === project.owner ? "owner" : (waiting[member.role] ?? member.role),
      may_admit: manages && member.role === "requested",
      may_remove:
        member.name !== project.owner && (member.name === self || (manages && (owns || member.role !== "manager"))),
      may_promote: owns && member.role === "member",
      may_demote: owns && member.role === "manager" && member.name !== project.owner,
      self: member.name === self,
    })),
  }
}

const waiting: Readonly<Record<string, string>> = {
  requested: "asks to be let in",
  invited: "invited, has not answered yet",
}

function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

function rounded(hours: number): string {
  return String(Math.round(hours * 10) / 10)
}
