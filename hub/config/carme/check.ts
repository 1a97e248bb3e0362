/** What must hold between the sections of `c.CarmeHub`. */
import type { Config } from "../config.ts"
import { ConfigError } from "../config-error.ts"
import { nearest } from "../nearest.ts"
import { checkData } from "./check-data.ts"

export function checkCarme(config: Config): void {
  const queues = config.get("CarmeHub.queues")
  oneDefault("queues", queues)
  oneDefault("containers", config.get("CarmeHub.containers"))
  bookableQueues(config)
  const names = Object.keys(queues)
  checkData(config)
  const { queue, keys, requireSignature } = config.get("CarmeHub.build")
  if (queue !== null && !names.includes(queue)) {
    throw new ConfigError(`c.CarmeHub.build["queue"] names the queue "${queue}", which is not in c.CarmeHub.queues`)
  }
  if (requireSignature !== "nobody" && keys === null) {
    throw new ConfigError('c.CarmeHub.build["require_signature"] needs "keys", the folder of the keys that count')
  }
  for (const [role, quota] of Object.entries(config.get("CarmeHub.quotas"))) {
    const stranger = quota.queues?.find(queue => !names.includes(queue))
    if (stranger === undefined) continue
    const near = nearest(stranger, names)
    const hint = near === null ? `c.CarmeHub.queues has ${names.join(", ") || "none"}` : `did you mean "${near}"?`
    throw new ConfigError(
      `c.CarmeHub.quotas["${role}"]["queues"] names the queue "${stranger}", which is not there: ${hint}`,
    )
  }
}

/** The calendar names queues that are there, and that Slurm can be told: those with a partition. */
function bookableQueues(config: Config): void {
  const settings = config.get("CarmeHub.reservations")
  if (settings === null) return
  const queues = config.get("CarmeHub.queues")
  const approval = Array.isArray(settings.approval) ? settings.approval : []
  for (const name of [...(settings.queues ?? []), ...approval]) {
    const known = Object.keys(queues).join(", ") || "none"
    if (!queues[name])
      throw new ConfigError(`c.CarmeHub.reservations names the queue "${name}": c.CarmeHub.queues has ${known}`)
    if (queues[name].partition === null)
      throw new ConfigError(`c.CarmeHub.reservations names the queue "${name}", which has no partition to book in`)
  }
}

function oneDefault(trait: string, entries: Readonly<Record<string, { readonly isDefault: boolean }>>): void {
  const defaults = Object.entries(entries).flatMap(([name, entry]) => (entry.isDefault ? [name] : []))
  if (defaults.length > 1) {
    throw new ConfigError(
      `c.CarmeHub.${trait} has ${defaults.length} entries with default=True: ${defaults.join(", ")}. Only one may have it.`,
    )
  }
}
