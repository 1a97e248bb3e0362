/** /hub/containers: the store, shared and own containers, and what it takes to add one. */
import { seenContainers } from "../../core/containers/access.ts"
import type { Core } from "../../core/core.ts"
import { sizeText } from "../../core/disk/size-text.ts"
import { allows } from "../../core/rbac/scope-check.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { offerOf } from "../../core/servers/offer.ts"
import { personOf } from "../../core/users/person.ts"
import { listRoles } from "../../db/roles.ts"
import { type ContainerModel, containerModel } from "../models/container-model.ts"
import { renderPage } from "../render/render.ts"
import { page } from "./page-row.ts"
import { ownUser } from "./target-user.ts"

export const containersPage = page({
  path: "/containers",
  summary: "Containers: the site's store, shared ones and one's own",
  handler: "carme.ContainersHandler",
  scopes: "identified",
  async handle(call) {
    const { core, identity } = call
    const user = ownUser(call)
    const person = await personOf(core, user)
    const { limits } = await offerOf(core, person)
    const models = (await seenContainers(core, identity)).map(containerModel)
    const settings = core.config.get("CarmeHub.build")
    const holds = (await allows(core, identity, "containers", { kind: "user", name: user.name })) === true
    const jobs = core.spawner.tasks !== undefined
    const admin = jobs && scopeFilter(identity.scopes, "admin:containers")?.all === true
    const own = models.filter(model => model.offered_as === "own")
    const { containerDiskMb } = limits
    const store = models.filter(model => model.owner === null)
    const cards = (as: ContainerModel["offered_as"]) =>
      models.filter(model => model.offered_as === as).map(model => card(model, store.indexOf(model)))
    return await renderPage(call, "containers", {
      containers_admin: admin,
      store_forms: admin ? storeForms(await personRoles(core)) : null,
      may_add: jobs && holds && limits.addContainers,
      own_groups: person.groups,
      registries: settings.registries,
      folders: settings.paths.map(path => path.replaceAll("{home}", "~").replaceAll("{username}", user.name)),
      most_size: sizeText(settings.maxSizeMb * mib),
      per_user: settings.perUser,
      own: {
        count: own.length,
        disk: sizeText(own.reduce((sum, { size }) => sum + (size ?? 0), 0)),
        disk_limit: containerDiskMb === null ? "" : sizeText(containerDiskMb * mib),
      },
      shelves: [
        { id: "own", title: "Your containers", cards: cards("own") },
        { id: "shared", title: "Shared with your groups", cards: cards("shared") },
        { id: "store", title: "The store", cards: cards("store") },
        { id: "others", title: "Other people's and other roles'", cards: cards(null) },
      ].filter(shelf => shelf.cards.length > 0),
    })
  },
})

const mib = 1024 * 1024

/** Not those that only a server or a token has. */
async function personRoles(core: Core): Promise<readonly string[]> {
  const names = (await listRoles(core.db)).map(role => role.name)
  return names.filter(name => name !== "server" && name !== "token")
}

/** The same fields twice: `prefix` keeps their ids apart. */
function storeForms(roles: readonly string[]) {
  return { add: { prefix: "store", roles }, edit: { prefix: "edit", roles } }
}

/** The model with what a page has in words; `place` in the store, part of which is on another shelf. */
function card(model: ContainerModel, place: number) {
  const busy = !["ready", "failed"].includes(model.state)
  return {
    ...model,
    busy,
    place,
    startable: model.usable && model.offered_as !== null,
    letter: model.name.slice(0, 1).toUpperCase(),
    state_text: stateTexts[model.state],
    state_class: model.state === "ready" ? "ready" : model.state === "failed" ? "failed" : "starting",
    size_text: model.size === null ? "" : sizeText(model.size),
    short_digest: model.digest?.slice(0, "sha256:".length + 12) ?? "",
    has_row: model.source !== "config",
    verifiable: model.may_change && !busy,
    label_list: Object.entries(model.inside?.labels ?? {}).map(([key, value]) => ({ key, value })),
    package_count: model.inside?.packages.length ?? 0,
    search: [model.id, model.name, model.description, ...model.labels].join(" ").toLowerCase(),
  }
}

const stateTexts: Readonly<Record<ContainerModel["state"], string>> = {
  requested: "requested",
  queued: "waiting for a node",
  building: "being made",
  ready: "ready",
  failed: "failed",
  deleting: "being deleted",
}
