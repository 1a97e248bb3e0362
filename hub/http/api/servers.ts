/** A user's servers: the default one and the named ones, read, created, started, changed, stopped and removed. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { createServer, liveRuns, updateServer } from "../../core/servers/servers.ts"
import { groupNamesOfUsers } from "../../db/members.ts"
import type { SpawnerRow, UserRow } from "../../db/rows.ts"
import { findSpawner } from "../../db/spawners.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { neverStarted, type ServerModel, serverModel, serverSchema } from "../models/server-model.ts"
import { knownUser } from "./known-user.ts"
import { startBody, startingSchema, startOne, userOptions } from "./server-start.ts"
import { stopBody, stopOne } from "./server-stop.ts"

const paths = ["/api/users/:name/server", "/api/users/:name/servers/{:server}"] as const
const row = {
  tag: "servers",
  handler: "jupyterhub.apihandlers.users.UserServerAPIHandler",
  target: { user: "name", server: "server" },
} as const

const changeBody = z
  .strictObject(
    {
      name: z.string({ error: "name must be a string" }).optional(),
      display_name: z.string({ error: "display_name must be a string" }).optional(),
      user_options: userOptions("user_options must be a dict").optional(),
    },
    {
      error: issue =>
        issue.code === "unrecognized_keys" ? unexpected(issue.keys) : "Must specify at least one field to modify.",
    },
  )
  .refine(body => Object.keys(body).length > 0, { error: "Must specify at least one field to modify." })

export const serversEndpoints: readonly Endpoint[] = paths.flatMap(path => [
  endpoint({
    ...row,
    path,
    method: "get",
    summary: "One server",
    scopes: ["read:servers"],
    replies: { 200: serverSchema },
    async handle({ core, identity, params }) {
      const user = await knownUser(core, params.name)
      const spawner = await findSpawner(core.db, user.id, params.server ?? "")
      if (spawner) return { status: 200, body: await model(core, identity, user, spawner) }
      // Everybody has a default server, also before its first start.
      if ((params.server ?? "") !== "") throw new Refusal(404, "")
      return { status: 200, body: await model(core, identity, user, neverStarted(user.id)) }
    },
  }),
  endpoint({
    ...row,
    path,
    method: "put",
    summary: "Create a named server without starting it",
    scopes: ["start:servers"],
    body: startBody,
    replies: { 201: serverSchema },
    async handle({ core, identity, params, body }) {
      const user = await knownUser(core, params.name)
      const spawner = await createServer(core, user, params.server ?? "", {
        displayName: body.displayName,
        ...(body.options ? { userOptions: body.options as JsonObject } : {}),
      })
      return { status: 201, body: await model(core, identity, user, spawner) }
    },
  }),
  endpoint({
    ...row,
    path,
    method: "post",
    summary: "Start a server: 201 when it is ready in time, 202 while it starts",
    scopes: ["start:servers"],
    body: startBody,
    replies: { 201: null, 202: startingSchema },
    handle: startOne,
  }),
  endpoint({
    ...row,
    path,
    method: "patch",
    summary: "Rename a stopped server, or change its display name or options",
    scopes: ["start:servers"],
    body: changeBody,
    replies: { 200: serverSchema },
    async handle({ core, identity, params, body }) {
      const user = await knownUser(core, params.name)
      const spawner = await updateServer(core, user, params.server ?? "", {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.display_name === undefined ? {} : { displayName: body.display_name }),
        ...(body.user_options === undefined ? {} : { userOptions: body.user_options as JsonObject }),
      })
      return { status: 200, body: await model(core, identity, user, spawner) }
    },
  }),
  endpoint({
    ...row,
    path,
    method: "delete",
    summary: "Stop a server: 204 when it has stopped, 202 while it stops; `remove` deletes a named server",
    scopes: ["delete:servers"],
    body: stopBody,
    replies: { 202: null, 204: null },
    handle: stopOne,
  }),
])

function unexpected(keys: readonly string[]): string {
  return `Unexpected fields: ${keys.join(", ").slice(0, 200)}, supported fields: name, display_name, user_options`
}

async function model(core: Core, identity: Identity, user: UserRow, spawner: SpawnerRow): Promise<ServerModel> {
  const [groups, runs] = await Promise.all([groupNamesOfUsers(core.db, [user.id]), liveRuns(core, [spawner.id])])
  const owner = { name: user.name, groups: groups.get(user.id) ?? [] }
  return serverModel(core, identity.scopes, owner, spawner, runs.get(spawner.id) ?? null)
}
