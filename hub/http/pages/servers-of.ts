/** A user's servers and what lives of them, by server name. */
import type { Core } from "../../core/core.ts"
import { visibleState } from "../../core/servers/lost-server.ts"
import { liveRuns } from "../../core/servers/servers.ts"
import type { RunRow, SpawnerRow, UserRow } from "../../db/rows.ts"
import { spawnersOfUsers } from "../../db/spawners.ts"

export interface Servers {
  /** Every server that was ever set up, running or not. */
  readonly rows: ReadonlyMap<string, SpawnerRow>
  /** Live runs alone, each in the state that people are told. */
  readonly runs: ReadonlyMap<string, RunRow>
}

export async function serversOf(core: Core, user: UserRow): Promise<Servers> {
  const spawners = (await spawnersOfUsers(core.db, [user.id])).get(user.id) ?? []
  const live = await liveRuns(
    core,
    spawners.map(spawner => spawner.id),
  )
  const runs = spawners.flatMap(spawner => {
    const run = live.get(spawner.id)
    return run === undefined ? [] : [[spawner.name, { ...run, state: visibleState(run) }] as const]
  })
  return { rows: new Map(spawners.map(spawner => [spawner.name, spawner])), runs: new Map(runs) }
}
