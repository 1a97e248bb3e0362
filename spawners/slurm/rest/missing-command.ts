/** Whether a command could not even be started: a hub that asks over REST need not have Slurm's commands. */
import { HubError } from "../../../hub/plugin/errors.ts"

export function isMissingCommand(error: unknown): boolean {
  return error instanceof HubError && error.detail.code === "cannot-start"
}
