/** A run as a spawner plugin sees it. */
import type { RunRow } from "../../db/rows.ts"
import type { Person, Run } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"

/** `person` is looked up where a plugin decides by it; while a run is only watched, the name is enough. */
type Viewed = Pick<RunRow, "id" | "user_id" | "user_name" | "server_name" | "user_options" | "demand" | "job">

export function runView(core: Core, run: Viewed, person: Person = nameOnly(run)): Run {
  const { queue, container, resolved } = run.demand
  const queues = core.config.get("CarmeHub.queues")
  const containers = core.config.get("CarmeHub.containers")
  return {
    id: run.id,
    user: person,
    serverName: run.server_name,
    userOptions: run.user_options,
    demand: run.demand,
    queue: queue === null ? null : (queues[queue] ?? null),
    container: container === null ? null : (resolved ?? containers[container] ?? null),
    state: run.job,
  }
}

function nameOnly(run: Viewed): Person {
  return { id: run.user_id ?? 0, name: run.user_name, admin: false, groups: [], roles: [] }
}
