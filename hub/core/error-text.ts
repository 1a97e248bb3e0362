/** What a person may read of an error: the message of our own kinds, and a pointer to the log for all others. */
import { HubError } from "../plugin/errors.ts"

export function errorText(error: unknown): string {
  return error instanceof HubError ? error.message : "The server could not be started; the hub's log says why."
}
