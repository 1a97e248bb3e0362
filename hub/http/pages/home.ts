/** /hub/home: a person's own server, their named servers and their limits. */
import { serverUrl } from "../../core/public-urls.ts"
import { apiView } from "../../core/servers/lifecycle.ts"
import { offerFor } from "../../core/servers/offer.ts"
import { isServerName, serverLimit } from "../../core/servers/server-names.ts"
import { findLatestRunEvents } from "../../db/run-events.ts"
import { findLatestRuns } from "../../db/runs.ts"
import { renderPage } from "../render/render.ts"
import { extendView } from "./extend-view.ts"
import { failedRun } from "./failed-run.ts"
import { page } from "./page-row.ts"
import { spawnUrl } from "./server-urls.ts"
import { serverView } from "./server-view.ts"
import { serversOf } from "./servers-of.ts"
import { spawnForm } from "./spawn-form.ts"
import { ownUser } from "./target-user.ts"

const runningNews = ["booking-cancelled", "booking-shortened", "lost"]

export const homePage = page({
  path: "/home",
  summary: "The own servers",
  handler: "jupyterhub.handlers.pages.HomeHandler",
  scopes: "identified",
  async handle(call) {
    const { core } = call
    const user = ownUser(call)
    const { rows, runs } = await serversOf(core, user)
    const stopped = [...rows.values()].filter(row => !runs.has(row.name)).map(row => row.id)
    const latest = new Map((await findLatestRuns(core.db, stopped)).map(run => [run.spawner_id, run]))
    const waiting = [...runs.values()].filter(run => apiView(run.state).pending === "spawn").map(run => run.id)
    const events = await findLatestRunEvents(
      core.db,
      [...runs.values()].map(run => run.id),
    )
    // Of one that runs, only what its person has to act upon.
    const news = events.filter(({ run_id, event }) => waiting.includes(run_id) || runningNews.includes(event))
    const told = new Map(news.map(event => [event.run_id, event.message]))
    const { limits } = await offerFor(core, user)
    const views = ["", ...[...rows.keys()].filter(name => name !== "").sort()].map(name => {
      const row = rows.get(name) ?? null
      const run = runs.get(name) ?? null
      const view = {
        ...serverView(core, user.name, name, row, run),
        message: told.get(run?.id ?? "") ?? "",
        extend: extendView(core, run, limits),
      }
      const failed = run === null && row !== null ? failedRun(latest.get(row.id)) : null
      return failed === null
        ? view
        : { ...view, failed: true, state: "failed", message: failed.message ?? "The last start failed." }
    })
    const [own, ...servers] = views
    const form = await spawnForm(core, user, "", rows.get("") ?? null)
    return await renderPage(call, "home", {
      url: runs.has("")
        ? serverUrl(core.config, user.name, "").replace(/\/$/, "")
        : spawnUrl(core.config, user.name, ""),
      default_server: own,
      servers,
      limits: form.kind === "template" ? form.data.limits : undefined,
      allow_named_servers: core.config.get("JupyterHub.allow_named_servers"),
      named_server_limit_per_user: await serverLimit(core, user),
      invalid_server_names: servers.map(server => server.name).filter(name => !isServerName(name)),
    })
  },
})
