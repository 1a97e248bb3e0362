/** Waits for a server as a program does that has nothing but the REST API. */
import type { Client } from "./client.ts"

export interface ServerModel {
  readonly ready: boolean
  readonly stopped: boolean
  readonly pending: string | null
  readonly url: string
  readonly started: string | null
  readonly last_activity: string | null
}

/** The server's model, or null when the hub lists none that runs. */
export async function serverOf(client: Client, user: string, server = ""): Promise<ServerModel | null> {
  const answer = await client.api("GET", `/users/${user}`)
  return answer.json().servers?.[server] ?? null
}

/** The last event of the start, followed to its end. */
export async function followStart(client: Client, user: string): Promise<Record<string, unknown>> {
  let last: Record<string, unknown> = {}
  const prefix = new URL(client.base).pathname.replace(/\/$/, "")
  for await (const event of client.events(`${prefix}/hub/api/users/${user}/server/progress`)) last = event
  return last
}

/** Resolves when `holds` is true of the user's server; the hub is asked four times a second, for at most `seconds`. */
export async function untilServer(
  client: Client,
  user: string,
  holds: (server: ServerModel | null) => boolean,
  seconds = 120,
  name = "",
): Promise<ServerModel | null> {
  const end = Date.now() + 1000 * seconds
  for (;;) {
    const server = await serverOf(client, user, name).catch(() => undefined)
    if (server !== undefined && holds(server)) return server
    if (Date.now() > end) throw new Error(`${user}'s server is ${JSON.stringify(server)} after ${seconds} s`)
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}
