/** Who is in a project: people ask and managers let them in, or managers invite and people accept. */
import { z } from "zod"
import { admitMember, askToJoin, removeMember } from "../../core/projects/projects.ts"
import { memberOf } from "../../db/projects.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { projectSchema } from "../models/project-model.ts"
import {
  callerName,
  isQuotaAdmin,
  isSelf,
  knownProject,
  namedUser,
  projectModel,
  refuseOthers,
} from "./project-access.ts"

const shared = { tag: "projects", handler: "carme.ProjectMemberHandler", scopes: "identified" } as const

export const projectMembersEndpoints: readonly Endpoint[] = [
  endpoint({
    ...shared,
    method: "post",
    path: "/api/projects/:project/join",
    summary: "Ask to be let into a project, or accept its invitation",
    scopes: ["servers"],
    filters: true,
    replies: { 202: projectSchema },
    async handle(call) {
      const { core, identity } = call
      const project = await knownProject(core, call.params.project)
      if (identity.user === null) throw new Refusal(403, "Only a user can be in a project.")
      if (!isSelf(call, identity.user.name)) throw new Refusal(403, "This token may not act for you in a project.")
      return { status: 202, body: await projectModel(call, await askToJoin(core, project.name, identity.user)) }
    },
  }),
  endpoint({
    ...shared,
    method: "put",
    path: "/api/projects/:project/members/:name",
    summary:
      "Let in who has asked, or invite somebody, by a manager; make a member a manager and back, by the owner. An admin of quotas puts people in at once",
    body: z.strictObject({
      role: z.enum(["member", "manager"], { error: "role must be 'member' or 'manager'" }).default("member"),
    }),
    replies: { 200: projectSchema },
    async handle(call) {
      const { core, body, params } = call
      const project = await knownProject(core, params.project)
      await refuseOthers(call, project, "manager")
      const user = await namedUser(core, params.name ?? "")
      const isManager = (await memberOf(core.db, project.id, user.id))?.role === "manager"
      if (isManager || body.role === "manager") await refuseOthers(call, project, "owner")
      const changed = await admitMember(core, project.name, user, body.role, {
        by: callerName(call),
        atOnce: isQuotaAdmin(call),
      })
      return { status: 200, body: await projectModel(call, changed) }
    },
  }),
  endpoint({
    ...shared,
    method: "delete",
    path: "/api/projects/:project/members/:name",
    summary: "Leave a project, decline an invitation, refuse a request, or take somebody out",
    replies: { 204: null },
    async handle(call) {
      const { core, params } = call
      const project = await knownProject(core, params.project)
      const own = isSelf(call, params.name)
      if (!own) await refuseOthers(call, project, "manager")
      const user = await namedUser(core, params.name ?? "")
      const isManager = (await memberOf(core.db, project.id, user.id))?.role === "manager"
      if (isManager && !own) await refuseOthers(call, project, "owner")
      await removeMember(core, project.name, user)
      return { status: 204 }
    },
  }),
]
