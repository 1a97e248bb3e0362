/** /hub/containers: the store, shared and own containers, and what it takes to add one. */
import { seenContainers } from "../../core/containers/access.ts"
import { allows } from "../../core/rbac/scope-check.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { offerOf } from "../../core/servers/offer.ts"
import { personOf } from "../../core/users/person.ts"
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
    return await renderPage(call, "containers", {
      containers_admin: jobs && scopeFilter(identity.scopes, "admin:containers")?.all === true,
      may_add: jobs && holds && limits.addContainers,
      own_groups: person.groups,
      registries: settings.registries,
      folders: settings.paths.map(path => path.replaceAll("{home}", "~").replaceAll("{username}", user.name)),
      most_size: sizeText(settings.maxSizeMb * 1024 * 1024),
      per_user: settings.perUser,
      shelves: [
        { id: "own", title: "Your containers", cards: cardsOf(models, "own") },
        { id: "shared", title: "Shared with your groups", cards: cardsOf(models, "shared") },
        { id: "store", title: "The store", cards: cardsOf(models, "store") },
        { id: "others", title: "Other people's and other roles'", cards: cardsOf(models, null) },
      ].filter(({ cards }) => cards.length > 0),
    })
  },
})

function cardsOf(models: readonly ContainerModel[], as: ContainerModel["offered_as"]) {
  return models.filter(model => model.offered_as === as).map(card)
}

/** The model with what a page has in words. */
function card(model: ContainerModel) {
  const busy = !["ready", "failed"].includes(model.state)
  return {
    ...model,
    busy,
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

function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"]
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const amount = bytes / 1000 ** at
  return `${amount < 10 && at > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[at]}`
}
