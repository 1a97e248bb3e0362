/** The list of users, and many new users at once. */
import { z } from "zod"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { createUsers, normalizeUserName, validateUserName } from "../../core/users/users.ts"
import { findUsersByNames, listUsers } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { endpoint } from "../endpoint.ts"
import { userModels, userSchema } from "../models/user-model.ts"
import { givenUser } from "./given-user.ts"
import { grantsAdmin } from "./grants-admin.ts"
import { includeStopped, includeStoppedQuery } from "./include-stopped.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"
import { told } from "./told.ts"

const users = z.array(userSchema)
const noNames = "Must specify at least one user to create"

const listQuery = z.object({
  ...pageQuery,
  ...includeStoppedQuery,
  state: z
    .enum(["active", "ready", "inactive", ""], { error: issue => `Unrecognized state filter: ${told(issue.input)}` })
    .optional(),
  name_filter: z.string().max(255).optional(),
  sort: z
    .enum(["id", "name", "last_activity", "-id", "-name", "-last_activity"], {
      error: issue => `sort must be 'id', 'name', or 'last_activity', not ${told(issue.input)}`,
    })
    .default("id"),
})

export const usersEndpoints = [
  endpoint({
    method: "get",
    path: "/api/users",
    summary: "List users",
    tag: "users",
    handler: "jupyterhub.apihandlers.users.UserListAPIHandler",
    scopes: ["list:users"],
    filters: true,
    query: listQuery,
    replies: { 200: z.union([users, paginatedSchema(users)]) },
    async handle(call) {
      const { core, identity, query } = call
      const page = pageOf(call)
      const only = listed(identity.scopes)
      const { rows, total } = await listUsers(core.db, {
        offset: page.offset,
        limit: page.limit,
        ...(query.state ? { state: query.state } : {}),
        ...(query.name_filter ? { nameFilter: query.name_filter } : {}),
        ...(only === null ? {} : { only }),
        sort: query.sort.replace(/^-/, "") as "id" | "name" | "last_activity",
        descending: query.sort.startsWith("-"),
      })
      const options = { scopes: identity.scopes, includeStoppedServers: includeStopped(query) }
      const models = (await userModels(core, rows, options)).filter(model => Object.keys(model).length > 0)
      return { status: 200, body: paged(call, page, models, total) }
    },
  }),
  endpoint({
    method: "post",
    path: "/api/users",
    summary: "Create users",
    tag: "users",
    handler: "jupyterhub.apihandlers.users.UserListAPIHandler",
    scopes: ["admin:users"],
    body: z.strictObject(
      {
        usernames: z
          .array(z.string({ error: "usernames must be strings" }), { error: noNames })
          .min(1, { error: noNames })
          .max(1000),
        ...givenUser,
      },
      { error: issue => (issue.code === "invalid_type" ? noNames : undefined) },
    ),
    replies: { 201: users },
    async handle(call) {
      const { core, identity, body } = call
      grantsAdmin(identity, body.admin)
      const names = [...new Set(body.usernames.map(name => normalizeUserName(core, name)))]
      refuseInvalid(names.filter(name => !validateUserName(core, name)))
      const existing = new Set((await findUsersByNames(core.db, names)).map(user => user.name))
      const missing = names.filter(name => !existing.has(name))
      if (missing.length === 0) throw new Refusal(409, `All ${body.usernames.length} users already exist`)
      const created = await createUsers(core, missing, { admin: body.admin ?? false })
      const models = await userModels(core, created, { scopes: identity.scopes, includeStoppedServers: false })
      return { status: 201, body: models }
    },
  }),
]

function refuseInvalid(invalid: readonly string[]): void {
  if (invalid.length === 0) return
  const names = invalid.map(name => name.slice(0, 255)).join(", ")
  throw new Refusal(400, invalid.length === 1 ? `Invalid username: ${names}` : `Invalid usernames: ${names}`)
}

/** Null: everybody. A filter by server says nothing of who may be listed. */
function listed(scopes: readonly string[]): { users: readonly string[]; groups: readonly string[] } | null {
  const filter = scopeFilter(scopes, "list:users")
  if (filter?.all) return null
  if (filter === null || filter.server.size > 0 || filter.service.size > 0) throw new Refusal(403, "")
  return { users: [...filter.user], groups: [...filter.group] }
}
