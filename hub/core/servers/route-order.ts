/** Changes of one route in the order in which they were asked for: a delete that the proxy answers late must not meet the next run's route. */
import type { Core } from "../core.ts"

/** Runs `work` when what was asked of this route before has come to its end, well or not. */
export async function inRouteOrder<T>(core: Core, routespec: string, work: () => Promise<T>): Promise<T> {
  const routes = pending.get(core) ?? new Map<string, Promise<unknown>>()
  pending.set(core, routes)
  const before = routes.get(routespec) ?? Promise.resolve()
  const turn = before.then(work, work)
  routes.set(routespec, turn)
  try {
    return await turn
  } finally {
    if (routes.get(routespec) === turn) routes.delete(routespec)
  }
}

const pending = new WeakMap<Core, Map<string, Promise<unknown>>>()
