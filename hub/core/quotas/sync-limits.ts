/** Tells the scheduler the limits of people's roles, and the log what keeps it from enforcing them. */
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { limitSets } from "./limit-sets.ts"

/** A line for each difference. `open` is true where one is left: in a dry run, or where only a person can mend it. */
export async function syncLimits(core: Core, dryRun: boolean): Promise<{ text: string; open: boolean }> {
  const { backstop } = core.spawner
  if (backstop === undefined) {
    throw new Refusal(400, `The spawner ${core.spawner.name} has no scheduler behind it that could be told any limits.`)
  }
  const sets = await limitSets(core)
  if (sets.length === 0) {
    throw new Refusal(400, "There is nothing to sync: no role has a quota, or nobody has such a role.")
  }
  const drifts = await backstop.compare(sets, core.spawnerContext)
  if (drifts.length === 0) return { text: "Slurm has the limits of everybody's roles.\n", open: false }
  const lines: string[] = []
  for (const { text, mend } of drifts) {
    if (!dryRun) await mend?.(core.spawnerContext)
    lines.push(`${mend === undefined ? "to do by hand: " : dryRun ? "" : "mended: "}${text}\n`)
  }
  return { text: lines.join(""), open: dryRun || drifts.some(drift => drift.mend === undefined) }
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
