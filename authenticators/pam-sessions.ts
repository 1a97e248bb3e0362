/** PAM sessions with servers, where the site opens them: a first one that fails is the last one, as in JupyterHub. */
import type { PluginContext } from "../hub/plugin/context.ts"
import { HubError } from "../hub/plugin/errors.ts"
import { askPam } from "./ask-pam.ts"

export async function pamSession(what: "open" | "close", name: string, context: PluginContext): Promise<void> {
  if (!context.setting<boolean>("PAMAuthenticator.open_sessions") || given.has(context)) return
  const problem = await attempt(what, name, context)
  if (problem === null) return
  given.add(context)
  context.log.warn(
    `Failed to ${what} the PAM session of ${name}: ${problem}. No sessions are opened or closed any more until the hub starts again.`,
  )
}

/** Hubs that gave it up. */
const given = new WeakSet<PluginContext>()

async function attempt(what: "open" | "close", name: string, context: PluginContext): Promise<string | null> {
  try {
    const answer = await askPam({ do: `${what}_session`, username: name }, context, { lane: `session of ${name}` })
    return answer.ok ? null : answer.reason
  } catch (error) {
    if (error instanceof HubError) return error.message
    throw error
  }
}
