/** What both drivers throw when Slurm gave no clear answer: never mistaken for one, and the same to whoever asked. */
import { Fault } from "../../hub/plugin/errors.ts"

/** `asked` is the command or the address that was asked. */
export function slurmUnreachable(asked: string, why: string): Fault {
  return new Fault(503, `Slurm does not answer (${asked}: ${why}). Try again in a moment.`, {
    code: "slurm-unreachable",
  })
}
