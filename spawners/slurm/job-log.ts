/** The last lines of a job's own log, read as the user: what the page shows when a start has failed. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { commandEnv } from "./command-env.ts"

const fewBytes = 4_000

/** Null when there is nothing to show; a folder that hangs costs at most ten seconds. */
export async function tail(
  file: string,
  asUser: readonly string[],
  context: PluginContext,
  bytes = fewBytes,
): Promise<string | null> {
  const result = await context.exec([...asUser, "tail", `--bytes=${bytes}`, "--", file], {
    env: commandEnv(context),
    timeoutMs: 10_000,
    maxBytes: bytes,
  })
  const text = result.stdout.trim()
  return result.code === 0 && text !== "" ? text : null
}
