/** Compares the proxy's routes with what runs, mends them, and takes over when each was last used. */

import type { RunRow } from "../db/rows.ts"
import { listLiveRuns } from "../db/runs.ts"
import { listServices } from "../db/services.ts"
import { touchSpawners } from "../db/spawners.ts"
import { touchUsers } from "../db/users.ts"
import type { Route, RouteData } from "../plugin/proxy.ts"
import type { Core } from "./core.ts"
import { originOf } from "./hub-url.ts"
import { serverRoutespec } from "./public-urls.ts"
import { isServerLost } from "./servers/lost-server.ts"
import { serverTarget } from "./servers/server-address.ts"
import { serviceRoutespec, serviceTarget } from "./services/service-address.ts"
import { learnSubdomains } from "./site-subdomains.ts"

interface WantedRoute {
  readonly target: string
  readonly data: RouteData
}

/** One after the other: two at a time would each delete what the other just added. */
export function checkRoutes(core: Core): Promise<void> {
  const turn = (last.get(core) ?? Promise.resolve()).catch(() => {}).then(() => check(core))
  last.set(core, turn)
  return turn
}

const last = new WeakMap<Core, Promise<void>>()

async function check(core: Core): Promise<void> {
  const start = core.clock.monotonic()
  // The list first: a route that is added while the database is read is then in neither, and is left alone.
  const routes = await core.proxy.listRoutes()
  const runs = await listLiveRuns(core.db)
  await learnSubdomains(
    core,
    "user",
    runs.map(run => run.user_name),
  )
  await touchByRoutes(core, routes, runs)
  const wanted = await wantedRoutes(core, runs)
  const present = new Map(routes.map(route => [route.routespec, route]))
  await Promise.all([...wanted].map(([spec, route]) => mend(core, spec, route, present.get(spec))))
  await deleteStale(core, routes, wanted, runs)
  core.metrics.checkRoutesDuration.observe((core.clock.monotonic() - start) / 1000)
}

/** The hub, ready servers, services that have a URL, and what the site adds: routespec -> where it leads. */
async function wantedRoutes(core: Core, runs: readonly RunRow[]): Promise<Map<string, WantedRoute>> {
  const { config } = core
  const hub = originOf(core.spawnerContext.hubApiUrl)
  const wanted = new Map<string, WantedRoute>([
    [config.get("JupyterHub.hub_routespec"), { target: hub, data: { hub: true } }],
  ])
  for (const run of runs) {
    const target = run.state === "ready" && !isServerLost(run) ? serverTarget(config, run) : null
    if (target === null) continue
    wanted.set(serverRoutespec(config, run.user_name, run.server_name), {
      target,
      data: { user: run.user_name, server_name: run.server_name },
    })
  }
  for (const service of await listServices(core.db)) {
    const target = service.url ? serviceTarget(service.url) : null
    if (target === null) continue
    wanted.set(serviceRoutespec(config, service.name), { target, data: { service: service.name } })
  }
  for (const [spec, target] of Object.entries(config.get("Proxy.extra_routes"))) {
    wanted.set(spec.endsWith("/") ? spec : `${spec}/`, { target, data: { extra: true } })
  }
  return wanted
}

async function mend(core: Core, spec: string, wanted: WantedRoute, present: Route | undefined): Promise<void> {
  if (present?.target === wanted.target) return
  if (present) core.log.warn(`The route ${spec} leads to ${present.target}; changing it to ${wanted.target}`)
  else core.log.info(`Adding the missing route ${spec} to ${wanted.target}`)
  await core.proxy.addRoute(spec, wanted.target, wanted.data)
}

/** Routes of servers that are starting or stopping are left to those who start or stop them; a lost server has none. */
async function deleteStale(
  core: Core,
  routes: readonly Route[],
  wanted: ReadonlyMap<string, WantedRoute>,
  runs: readonly RunRow[],
): Promise<void> {
  const live = new Set(
    runs.filter(run => !isServerLost(run)).map(run => serverRoutespec(core.config, run.user_name, run.server_name)),
  )
  const stale = routes.map(route => route.routespec).filter(spec => !wanted.has(spec) && !live.has(spec))
  if (stale.length === 0) return
  await Promise.all(
    stale.map(async spec => {
      core.log.warn(`Deleting the stale route ${spec}`)
      await core.proxy.deleteRoute(spec)
    }),
  )
  // A server of that name may have become ready in between, and its new route gone with the old.
  const now = await wantedRoutes(core, await listLiveRuns(core.db))
  const back = stale.flatMap(spec => {
    const route = now.get(spec)
    return route ? [mend(core, spec, route, undefined)] : []
  })
  await Promise.all(back)
}

/** The proxy sees every request: what it saw last counts as activity of the server and of its owner. */
async function touchByRoutes(core: Core, routes: readonly Route[], runs: readonly RunRow[]): Promise<void> {
  const bySpec = new Map(runs.map(run => [serverRoutespec(core.config, run.user_name, run.server_name), run]))
  const spawners = new Map<number, Date>()
  const users = new Map<number, Date>()
  for (const { routespec, lastActivity } of routes) {
    const run = bySpec.get(routespec)
    if (!run || !lastActivity) continue
    if (run.spawner_id !== null) later(spawners, run.spawner_id, lastActivity)
    if (run.user_id !== null) later(users, run.user_id, lastActivity)
  }
  await touchSpawners(core.db, spawners, core.clock.now())
  await touchUsers(core.db, users, core.clock.now())
}

function later(times: Map<number, Date>, id: number, time: Date): void {
  const known = times.get(id)
  if (known === undefined || known < time) times.set(id, time)
}
