/** A start as it is read and checked before anything is written: options, home folder, and what the spawner can tell beforehand. */
import type { UserRow } from "../../db/rows.ts"
import type { Offer } from "../../plugin/offer.ts"
import type { JsonObject, ParsedOptions, Run } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { refuseFullHome } from "../disk/home-disk.ts"
import { personOf } from "../users/person.ts"
import { offerOf } from "./offer.ts"
import { runView } from "./run-view.ts"

interface Asked {
  readonly user: UserRow
  readonly serverName: string
  readonly options: JsonObject
}

export interface CheckedStart {
  readonly parsed: ParsedOptions
  readonly offer: Offer
  /** The run as it would be. */
  readonly run: Run
}

/** Throws Refusal 400 for bad options, 403 for what this person may not choose. Limits are admission's to check. */
export async function checkedStart(core: Core, { user, serverName, options }: Asked): Promise<CheckedStart> {
  const person = await personOf(core, user)
  const offer = await offerOf(core, person)
  const parsed = withContainer(core.spawner.parse(options, offer, core.spawnerContext), offer)
  await refuseFullHome(core, user.name, offer.limits, parsed.demand.rescue === true)
  const row = { id: "", user_id: user.id, user_name: user.name, server_name: serverName, job: {} }
  const run = runView(core, { ...row, user_options: parsed.userOptions, demand: parsed.demand }, person)
  await core.spawner.check?.(run, core.spawnerContext)
  return { parsed, offer, run }
}

/** The run keeps what it was offered: a container may be changed or removed while the run lives. */
function withContainer(parsed: ParsedOptions, { containers }: Offer): ParsedOptions {
  const resolved = containers.find(container => container.name === parsed.demand.container)
  return resolved === undefined ? parsed : { ...parsed, demand: { ...parsed.demand, resolved } }
}
