/** Slurm's own no, told from everything else that a command, the words before it or a site may say. Pure. */
import type { ExecResult } from "../../../hub/plugin/context.ts"
import { refusals } from "./slurm-errors.ts"

/** How each command closes when slurmctld said no, with the text of the error in the first group: 22.05 to 25.11. */
const closings = {
  submit: [/^sbatch: error: Batch job submission failed: (.+)$/],
  estimate: [/^(?:sbatch: error: )?allocation failure: (.+)$/],
  change: [
    /^slurm_update error: (.+)$/,
    /^Error (?:creating|updating) the reservation: (.+)$/,
    /^delete_reservation \S+: (.+)$/,
    /^(?:\d+(?:_\S+)?: )?(.+?)(?: for job \S+)?$/,
  ],
} as const satisfies Readonly<Record<string, readonly RegExp[]>>

/** What ends a command before anything is sent: a site's cli_filter; bookings of GPUs, which Slurm 22.05 has not. */
const unsent =
  /^(?:sbatch: error: cli_filter plugin terminated with error|scontrol: error: TRES type '\S+' not supported with reservations)$/m

/**
 * The text of the error, or null where it is not certain that nothing was done: a command that was killed, or a
 * connection that broke (255 is ssh's), may have been heard, and words of a site may be like Slurm's.
 */
export function refusalLine(result: ExecResult, command: keyof typeof closings): string | null {
  if (result.timedOut || result.code === null || result.code === 0 || result.code === 255) return null
  // scontrol says why on either.
  const lines = `${result.stderr}\n${command === "change" ? result.stdout : ""}`.split("\n").map(line => line.trim())
  for (const line of lines.toReversed()) {
    for (const closing of closings[command]) {
      const text = closing.exec(line)?.[1]
      if (text !== undefined && refusals.has(text)) return text
    }
  }
  return unsent.exec(result.stderr)?.[0] ?? null
}
