/** Groups: who is in them, and the properties that configuration may look at. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { normalizeUserName } from "../../core/users/users.ts"
import {
  deleteGroup,
  findGroupByName,
  findGroupsByNames,
  insertGroups,
  listGroups,
  updateGroup,
} from "../../db/groups.ts"
import { addGroupMembers, memberNamesOfGroups, removeGroupMembers, roleNamesOfHolders } from "../../db/members.ts"
import type { GroupRow, UserRow } from "../../db/rows.ts"
import { findUsersByNames } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { type GroupModel, groupModel, groupSchema } from "../models/group-model.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"

const list = {
  path: "/api/groups",
  tag: "groups",
  handler: "jupyterhub.apihandlers.groups.GroupListAPIHandler",
} as const
const one = {
  path: "/api/groups/:name",
  tag: "groups",
  handler: "jupyterhub.apihandlers.groups.GroupAPIHandler",
  target: { group: "name" },
} as const
const members = {
  path: "/api/groups/:name/users",
  tag: "groups",
  handler: "jupyterhub.apihandlers.groups.GroupUsersAPIHandler",
  scopes: ["groups"],
  target: { group: "name" },
} as const

const groupName = z.string({ error: "group names must be strings" }).min(1).max(255)
const userNames = z
  .array(z.string({ error: "usernames must be strings" }), { error: "group.users must be a list" })
  .max(10_000)
const groupList = z.array(groupSchema)
const notEmpty = "Must specify at least one group to create"

/** JupyterHub takes the keys of an object for the names, and nothing of what is in it. */
function namesOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : value
}

const needed = (verb: string) =>
  z.array(z.string({ error: "usernames must be strings" }), {
    error: issue => (issue.input === undefined ? `Must specify users to ${verb}` : "group.users must be a list"),
  })

const membersBody = (verb: string) =>
  z.strictObject(
    { users: needed(verb).max(10_000), name: z.string().optional(), roles: z.array(z.unknown()).optional() },
    { error: issue => (issue.code === "invalid_type" ? `Must specify users to ${verb}` : undefined) },
  )

export const groupsEndpoints: readonly Endpoint[] = [
  endpoint({
    ...list,
    method: "get",
    summary: "List groups",
    scopes: ["list:groups"],
    filters: true,
    query: z.object(pageQuery),
    replies: { 200: z.union([groupList, paginatedSchema(groupList)]) },
    async handle(call) {
      const page = pageOf(call)
      const only = listed(call.identity.scopes)
      const { rows, total } = await listGroups(call.core.db, {
        offset: page.offset,
        limit: page.limit,
        ...(only === null ? {} : { only }),
      })
      return { status: 200, body: paged(call, page, await models(call.core, call.identity, rows), total) }
    },
  }),
  endpoint({
    ...list,
    method: "post",
    summary: "Create groups",
    scopes: ["admin:groups"],
    body: z.strictObject(
      {
        groups: z.preprocess(namesOf, z.array(groupName, { error: notEmpty }).min(1, { error: notEmpty }).max(1000)),
        users: userNames.default([]),
      },
      { error: issue => (issue.code === "invalid_type" ? notEmpty : undefined) },
    ),
    replies: { 201: groupList },
    async handle({ core, identity, body }) {
      const created = await create(core, body.groups, body.users)
      return { status: 201, body: await models(core, identity, created) }
    },
  }),
  endpoint({
    ...one,
    method: "get",
    summary: "One group",
    scopes: ["read:groups", "read:groups:name", "read:roles:groups"],
    replies: { 200: groupSchema },
    async handle({ core, identity, params }) {
      return { status: 200, body: await model(core, identity, await knownGroup(core, params.name)) }
    },
  }),
  endpoint({
    ...one,
    method: "post",
    summary: "Create a group",
    scopes: ["admin:groups"],
    body: z
      .strictObject({
        users: userNames.default([]),
        name: z.string().optional(),
        roles: z.array(z.unknown()).optional(),
      })
      .nullish(),
    replies: { 201: groupSchema },
    async handle({ core, identity, params, body }) {
      const [created] = await create(core, [groupName.parse(params.name)], body?.users ?? [])
      return { status: 201, body: created ? await model(core, identity, created) : {} }
    },
  }),
  endpoint({
    ...one,
    method: "delete",
    summary: "Delete a group",
    scopes: ["delete:groups"],
    replies: { 204: null },
    async handle({ core, params }) {
      await deleteGroup(core.db, (await knownGroup(core, params.name)).id)
      return { status: 204 }
    },
  }),
  endpoint({
    ...members,
    method: "post",
    summary: "Add users to a group",
    body: membersBody("add"),
    replies: { 200: groupSchema },
    async handle({ core, identity, params, body }) {
      const group = await knownGroup(core, params.name)
      await addGroupMembers(core.db, group.id, ids(await knownUsers(core, body.users)))
      return { status: 200, body: await model(core, identity, group) }
    },
  }),
  endpoint({
    ...members,
    method: "delete",
    summary: "Remove users from a group",
    body: membersBody("delete"),
    replies: { 200: groupSchema },
    async handle({ core, identity, params, body }) {
      const group = await knownGroup(core, params.name)
      await removeGroupMembers(core.db, group.id, ids(await knownUsers(core, body.users)))
      return { status: 200, body: await model(core, identity, group) }
    },
  }),
  endpoint({
    ...members,
    path: "/api/groups/:name/properties",
    handler: "jupyterhub.apihandlers.groups.GroupPropertiesAPIHandler",
    method: "put",
    summary: "Replace the properties of a group",
    body: z.record(z.string(), z.unknown(), { error: "Must specify properties" }),
    replies: { 200: groupSchema },
    async handle({ core, identity, params, body }) {
      const group = await knownGroup(core, params.name)
      const properties = body as JsonObject
      await updateGroup(core.db, group.id, { properties })
      return { status: 200, body: await model(core, identity, { ...group, properties }) }
    },
  }),
]

/** Null: every group. Any other filter than by group says nothing of which groups may be listed. */
function listed(scopes: readonly string[]): readonly string[] | null {
  const filter = scopeFilter(scopes, "list:groups")
  if (filter?.all) return null
  if (filter === null || filter.user.size + filter.server.size + filter.service.size > 0) throw new Refusal(403, "")
  return [...filter.group]
}

async function knownGroup(core: Core, name: string | undefined): Promise<GroupRow> {
  const group = await findGroupByName(core.db, name ?? "")
  if (!group) throw new Refusal(404, `No such group: ${name ?? ""}`)
  return group
}

async function knownUsers(core: Core, names: readonly string[]): Promise<readonly UserRow[]> {
  const normal = [...new Set(names.map(name => normalizeUserName(core, name)))]
  const found = await findUsersByNames(core.db, normal)
  const missing = normal.find(name => !found.some(user => user.name === name))
  if (missing !== undefined) throw new Refusal(400, `No such user: ${missing.slice(0, 255)}`)
  return found
}

/** All of them or none. */
async function create(
  core: Core,
  names: readonly string[],
  userNames: readonly string[],
): Promise<readonly GroupRow[]> {
  const distinct = [...new Set(names)]
  const [existing] = await findGroupsByNames(core.db, distinct)
  if (existing) throw new Refusal(409, `Group ${existing.name} already exists`)
  const users = ids(await knownUsers(core, userNames))
  return core.db.tx(async t => {
    const groups = await insertGroups(
      t,
      distinct.map(name => ({ name, properties: {} })),
    )
    if (users.length > 0) await Promise.all(groups.map(group => addGroupMembers(t, group.id, users)))
    return groups
  })
}

function ids(users: readonly UserRow[]): readonly number[] {
  return users.map(user => user.id)
}

async function model(core: Core, identity: Identity, group: GroupRow): Promise<GroupModel> {
  const [shown] = await models(core, identity, [group])
  return shown ?? {}
}

async function models(core: Core, identity: Identity, groups: readonly GroupRow[]): Promise<readonly GroupModel[]> {
  const groupIds = groups.map(group => group.id)
  const [users, roles] = await Promise.all([
    memberNamesOfGroups(core.db, groupIds),
    roleNamesOfHolders(core.db, "group", groupIds),
  ])
  return groups.map(group =>
    groupModel(identity.scopes, group, { users: users.get(group.id) ?? [], roles: roles.get(group.id) ?? [] }),
  )
}
