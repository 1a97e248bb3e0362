/** A notebook client: starts a kernel in somebody's server through the proxy and runs code, as JupyterLab does. */
import { KernelManager, ServerConnection } from "@jupyterlab/services"
import WebSocket from "ws"

/** What the code printed. `serverUrl` ends in a slash: `http://127.0.0.1:8000/user/alice/`. */
export async function runCell(serverUrl: string, token: string, code: string): Promise<string> {
  const headers = { Authorization: `token ${token}` }
  class AuthorizedWebSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { headers })
    }
  }
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: serverUrl,
    wsUrl: serverUrl.replace(/^http/, "ws"),
    token,
    appendToken: false,
    // The browser's type has members that a client never uses.
    WebSocket: AuthorizedWebSocket as unknown as typeof globalThis.WebSocket,
  })
  const manager = new KernelManager({ serverSettings })
  const kernel = await manager.startNew({ name: "python3" })
  let printed = ""
  try {
    const run = kernel.requestExecute({ code })
    run.onIOPub = message => {
      const content = message.content as { text?: string; traceback?: readonly string[] }
      printed += content.text ?? content.traceback?.join("\n") ?? ""
    }
    await run.done
  } finally {
    await kernel.shutdown().catch(() => {})
    kernel.dispose()
    manager.dispose()
  }
  return printed
}
