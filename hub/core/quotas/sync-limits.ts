/** Tells the scheduler the limits of people's roles, and the log what keeps it from enforcing them. */
import type { LimitSet } from "../../plugin/backstop.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { limitSets } from "./limit-sets.ts"
import { timeInZone } from "./windows.ts"

/** A line for each difference. `open` is true where one is left: in a dry run, or where only a person can mend it. */
export async function syncLimits(core: Core, dryRun: boolean): Promise<{ text: string; open: boolean }> {
  const { backstop } = core.spawner
  if (backstop === undefined) {
    throw new Refusal(400, `The spawner ${core.spawner.name} has no scheduler behind it that could be told any limits.`)
  }
  const sets = await limitSets(core)
  if (sets.length === 0) {
    throw new Refusal(
      400,
      "There is nothing to sync: no role has a quota or nobody has such a role, and nobody has an exception.",
    )
  }
  const drifts = await backstop.compare(sets, core.spawnerContext)
  const next = nextEnd(core, sets)
  if (drifts.length === 0)
    return { text: `Slurm has the limits of everybody's roles and exceptions.\n${next}`, open: false }
  const lines: string[] = []
  for (const { text, mend } of drifts) {
    if (!dryRun) await mend?.(core.spawnerContext)
    lines.push(`${mend === undefined ? "to do by hand: " : dryRun ? "" : "mended: "}${text}\n`)
  }
  return { text: lines.join("") + next, open: dryRun || drifts.some(drift => drift.mend === undefined) }
}

/** Until then Slurm is told the most generous of what holds before and after: it refuses nobody whom the hub admits. */
function nextEnd(core: Core, sets: readonly LimitSet[]): string {
  const ends = sets.flatMap(({ name, until }) => (until === undefined ? [] : [{ name, until }]))
  const [first] = ends.sort((a, b) => a.until.getTime() - b.until.getTime())
  if (first === undefined) return ""
  const time = timeInZone(first.until, core.config.get("CarmeHub.time_zone"))
  return `An exception in ${first.name} ends on ${time}: run this again then.\n`
}

/** Where there are quotas: a site that counts on the scheduler should not learn by accident that it does not look. */
export async function warnOfBackstop(core: Core): Promise<void> {
  const { spawner, spawnerContext, log } = core
  if (spawner.backstop === undefined || Object.keys(core.config.get("CarmeHub.quotas")).length === 0) return
  try {
    for (const warning of await spawner.backstop.warnings(spawnerContext)) log.warn(warning)
  } catch (cause) {
    log.debug("Whether the scheduler enforces limits could not be asked", { cause })
  }
}
