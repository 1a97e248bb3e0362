/** Containers: the site's store and people's own, from adding one to deleting it. */
import { z } from "zod"
import { type Seen, seenContainers } from "../../core/containers/access.ts"
import { addContainer } from "../../core/containers/add-container.ts"
import { changeContainer } from "../../core/containers/change-container.ts"
import { containerLog } from "../../core/containers/container-log.ts"
import { deleteContainer, usesOf } from "../../core/containers/delete-container.ts"
import { verifyContainer } from "../../core/containers/verify-container.ts"
import { allows } from "../../core/rbac/scope-check.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import type { UserRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Call, type Endpoint, endpoint } from "../endpoint.ts"
import { containerModel, containerSchema } from "../models/container-model.ts"
import { webAppOf } from "../models/web-app-model.ts"
import { changeBody, newBody } from "./container-body.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"

const list = z.array(containerSchema)
const all = {
  path: "/api/containers",
  tag: "containers",
  handler: "carme.ContainerListHandler",
  filters: true,
} as const
const one = {
  path: "/api/containers/:id",
  tag: "containers",
  handler: "carme.ContainerHandler",
  filters: true,
} as const

export const containersEndpoints: readonly Endpoint[] = [
  endpoint({
    ...all,
    method: "get",
    summary: "List containers: the store, and people's own",
    scopes: ["read:containers"],
    query: z.object({ ...pageQuery, owner: z.string().max(255).optional(), search: z.string().max(255).optional() }),
    replies: { 200: z.union([list, paginatedSchema(list)]) },
    async handle(call) {
      const { core, identity, query } = call
      const page = pageOf(call)
      const seen = (await seenContainers(core, identity)).filter(
        ({ entry }) =>
          (!query.owner || entry.owner?.name === query.owner) && (!query.search || matches(entry, query.search)),
      )
      const shown = seen.slice(page.offset, page.offset + page.limit).map(containerModel)
      return { status: 200, body: paged(call, page, shown, seen.length) }
    },
  }),
  endpoint({
    ...all,
    method: "post",
    summary: "Add a container by path, by pull or by a definition file",
    scopes: ["containers"],
    body: newBody,
    replies: { 202: containerSchema },
    async handle(call) {
      const { core, body } = call
      const by = await person(call)
      if (body.store !== undefined) needsAdmin(call)
      const row = await addContainer(core, by, body)
      return { status: 202, body: containerModel(await known(call, row.id)) }
    },
  }),
  endpoint({
    ...one,
    method: "get",
    summary: "One container",
    scopes: ["read:containers"],
    replies: { 200: containerSchema },
    async handle(call) {
      return { status: 200, body: containerModel(await known(call)) }
    },
  }),
  endpoint({
    ...one,
    method: "patch",
    summary: "Change what a container is called, who may use it, or its place in the store",
    scopes: ["containers"],
    body: changeBody,
    replies: { 200: containerSchema },
    async handle(call) {
      const { entry } = await changeable(call)
      const { app, ...change } = call.body
      await changeContainer(call.core, entry, await person(call), {
        ...change,
        app: app ? webAppOf(app) : app,
      })
      return { status: 200, body: containerModel(await known(call)) }
    },
  }),
  endpoint({
    ...one,
    method: "delete",
    summary: "Delete a container, unless sessions run in it",
    scopes: ["containers"],
    query: z.object({ force: z.enum(["true", "false", ""]).optional() }),
    replies: { 202: null },
    async handle(call) {
      const { entry } = await changeable(call)
      await deleteContainer(call.core, entry, call.query.force === "true")
      return { status: 202 }
    },
  }),
  endpoint({
    ...one,
    path: "/api/containers/:id/verify",
    method: "post",
    summary: "Measure a container's image again, and pin the digest that is found",
    scopes: ["containers"],
    replies: { 202: containerSchema },
    async handle(call) {
      const { entry } = await changeable(call)
      await verifyContainer(call.core, entry, await person(call))
      return { status: 202, body: containerModel(await known(call)) }
    },
  }),
  endpoint({
    ...one,
    path: "/api/containers/:id/log",
    method: "get",
    summary: "The last lines of the job that makes or measures a container",
    scopes: ["containers"],
    replies: {
      200: z.strictObject({ state: containerSchema.shape.state, message: z.string().nullable(), log: z.string() }),
    },
    async handle(call) {
      const { entry } = await changeable(call)
      const { state, message } = containerModel({ entry, origin: null, mayChange: true })
      return { status: 200, body: { state, message, log: await containerLog(call.core, entry) } }
    },
  }),
  endpoint({
    ...one,
    path: "/api/containers/:id/uses",
    method: "get",
    summary: "The sessions that run in a container",
    scopes: ["containers"],
    replies: { 200: z.array(z.strictObject({ user: z.string(), server: z.string() })) },
    async handle(call) {
      const { entry } = await changeable(call)
      return { status: 200, body: await usesOf(call.core, entry.id) }
    },
  }),
]

function matches({ id, container }: Seen["entry"], search: string): boolean {
  const words = search.toLowerCase().split(/\s+/)
  const text = [id, container.displayName, container.description, ...(container.labels ?? [])].join(" ").toLowerCase()
  return words.every(word => text.includes(word))
}

/** What may not be seen is not there. */
async function known(call: Pick<Call, "core" | "identity" | "params">, id = call.params.id): Promise<Seen> {
  const seen = (await seenContainers(call.core, call.identity)).find(({ entry }) => entry.id === id)
  if (seen === undefined) throw new Refusal(404, "There is no such container.")
  return seen
}

async function changeable(call: Pick<Call, "core" | "identity" | "params">): Promise<Seen> {
  const seen = await known(call)
  if (!seen.mayChange) throw new Refusal(403, "Only its owner and administrators may do this.")
  return seen
}

/** Jobs are a person's: a service has no account on the cluster. */
async function person({ core, identity }: Pick<Call, "core" | "identity">): Promise<UserRow> {
  const { user } = identity
  if (user === null) throw new Refusal(403, "Containers are made by jobs of a person: ask with the token of a user.")
  if ((await allows(core, identity, "containers", { kind: "user", name: user.name })) === true) return user
  throw new Refusal(403, "This token may not add or change containers of its own user.")
}

function needsAdmin({ identity }: Pick<Call, "identity">): void {
  if (scopeFilter(identity.scopes, "admin:containers")?.all) return
  throw new Refusal(403, "Only administrators may change the store: this needs the scope admin:containers.")
}
