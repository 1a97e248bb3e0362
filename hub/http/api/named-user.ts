/** One user: read, create, change, delete. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { readAuthState, saveAuthState } from "../../core/users/auth-state.ts"
import { removeUser } from "../../core/users/user-removal.ts"
import { createUsers, normalizeUserName, renameUser, setUserAdmin, validateUserName } from "../../core/users/users.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { jsonObject } from "../models/server-model.ts"
import { type UserModel, userModels, userSchema } from "../models/user-model.ts"
import { givenUser } from "./given-user.ts"
import { grantsAdmin, isAdmin } from "./grants-admin.ts"
import { includeStopped, includeStoppedQuery } from "./include-stopped.ts"
import { knownUser } from "./known-user.ts"

const row = {
  path: "/api/users/:name",
  tag: "users",
  handler: "jupyterhub.apihandlers.users.UserAPIHandler",
  target: { user: "name" },
} as const

const elsewhere = (what: string, where: string) =>
  z.undefined({ error: `${what} are not changed here: use ${where}` }).optional()

const patchSchema = z.strictObject(
  {
    name: givenUser.name,
    admin: givenUser.admin,
    groups: elsewhere("groups", "/api/groups/{group}/users"),
    roles: elsewhere("roles", "load_roles in the hub's configuration"),
    auth_state: jsonObject.nullable().optional(),
  },
  { error: issue => (issue.code === "invalid_type" ? "Invalid JSON data: an object is needed" : undefined) },
)

export const namedUserEndpoints: readonly Endpoint[] = [
  endpoint({
    ...row,
    method: "get",
    summary: "One user",
    scopes: [
      "read:users",
      "read:users:name",
      "read:servers",
      "read:users:groups",
      "read:users:activity",
      "read:roles:users",
    ],
    query: z.object(includeStoppedQuery),
    replies: { 200: userSchema },
    async handle({ core, identity, params, query }) {
      return {
        status: 200,
        body: await seenModel(core, identity, params.name ?? "", includeStopped(query)),
        kept: true,
      }
    },
  }),
  endpoint({
    ...row,
    method: "post",
    summary: "Create a user",
    scopes: ["admin:users"],
    body: z.strictObject(givenUser).nullish(),
    replies: { 201: userSchema },
    async handle({ core, identity, params, body }) {
      const asked = params.name ?? ""
      if (await findUserByName(core.db, asked)) throw new Refusal(409, `User ${asked} already exists`)
      grantsAdmin(identity, body?.admin)
      const name = normalizeUserName(core, asked)
      if (!validateUserName(core, name)) throw new Refusal(400, `Failed to create user: ${asked.slice(0, 255)}`)
      if (await findUserByName(core.db, name)) throw new Refusal(409, `User ${name} already exists`)
      const created = await createUsers(core, [name], { admin: body?.admin ?? false })
      const [model = {}] = await userModels(core, created, { scopes: identity.scopes, includeStoppedServers: false })
      return { status: 201, body: model }
    },
  }),
  endpoint({
    ...row,
    method: "patch",
    summary: "Rename a user, change the admin flag or the authentication state",
    scopes: ["admin:users"],
    body: patchSchema,
    replies: { 200: userSchema },
    async handle({ core, identity, params, body }) {
      const user = await knownUser(core, params.name)
      if (user.admin && !isAdmin(identity)) throw new Refusal(403, "Only admins can modify other admins")
      grantsAdmin(identity, body.admin)
      // First what may be refused; the name that the user has already is no change.
      const renamed = body.name === undefined ? user : await renameUser(core, user, body.name)
      if (body.auth_state !== undefined) await saveAuthState(core, user.id, body.auth_state as JsonObject | null)
      if (body.admin !== undefined && body.admin !== user.admin) await setUserAdmin(core, renamed, body.admin)
      const changed = await knownUser(core, renamed.name)
      const authState = await readAuthState(core, changed)
      return { status: 200, body: { ...(await userModel(core, identity, changed, false)), auth_state: authState } }
    },
  }),
  endpoint({
    ...row,
    method: "delete",
    summary: "Delete a user, whose servers are stopped first",
    scopes: ["delete:users"],
    replies: { 204: null },
    async handle({ core, identity, params }) {
      const user = await knownUser(core, params.name)
      if (identity.user?.id === user.id) throw new Refusal(400, "Cannot delete yourself!")
      if (user.admin && !isAdmin(identity)) throw new Refusal(403, "Only admins can modify other admins")
      await removeUser(core, user)
      return { status: 204 }
    },
  }),
]

/** An identity lives until something is written (see identify): so does what it sees of a user. */
async function seenModel(core: Core, identity: Identity, name: string, stopped: boolean): Promise<UserModel> {
  const models = seen.get(identity) ?? new Map<string, UserModel>()
  seen.set(identity, models)
  const key = `${stopped} ${name}`
  const known = models.get(key)
  if (known !== undefined) return known
  const model = await userModel(core, identity, await knownUser(core, name), stopped)
  // What is stored encrypted is not kept in plain.
  if (models.size < mostSeen && (model.auth_state ?? null) === null) models.set(key, model)
  return model
}

const mostSeen = 1000
const seen = new WeakMap<Identity, Map<string, UserModel>>()

async function userModel(core: Core, identity: Identity, user: UserRow, stopped: boolean): Promise<UserModel> {
  const [model = {}] = await userModels(core, [user], { scopes: identity.scopes, includeStoppedServers: stopped })
  return "auth_state" in model ? { ...model, auth_state: await readAuthState(core, user) } : model
}
