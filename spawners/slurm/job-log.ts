/** The last lines of a job's own log, read as the user: what the page shows when a start has failed. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { commandEnv } from "./command-env.ts"

const fewBytes = 4_000

/**
 * Words before a command that reads a person's file. It may be a pipe that nobody writes to; what sudo has started is not
 * the hub's to end, and would stay for ever.
 */
export const forSomeSeconds = ["timeout", "8"] as const

/** Null when there is nothing to show; a folder that hangs costs at most ten seconds. */
export async function tail(
  file: string,
  asUser: readonly string[],
  context: PluginContext,
  bytes = fewBytes,
): Promise<string | null> {
  const result = await context.exec([...asUser, ...forSomeSeconds, "tail", `--bytes=${bytes}`, "--", file], {
    env: commandEnv(context),
    timeoutMs: 10_000,
    maxBytes: bytes,
  })
  const text = result.stdout.trim()
  return result.code === 0 && text !== "" ? text : null
}
