/** Server-sent events: one JSON object an event, and an empty line now and then so that no proxy thinks the line dead. */
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { Refusal } from "../../plugin/errors.ts"
import { pythonJson } from "../../plugin/python-json.ts"
import type { Call } from "../endpoint.ts"
import { isStillIdentified } from "../still-identified.ts"

const heartbeatMs = 8000

/** A person has some pages open; a service may follow the starts of many people. */
const mostOfUser = 50
const mostOfService = 1000

/** Writes the events until they end, the client goes away, or its token is revoked. The first bytes are sent at once. Throws Refusal 429 for one too many. */
export async function sendEvents(
  call: Pick<Call, "core" | "response" | "signal" | "identity">,
  events: AsyncIterable<unknown>,
): Promise<void> {
  const { core, response, signal, identity } = call
  const close = openOne(core, identity)
  response.statusCode = 200
  response.setHeader("Content-Type", "text/event-stream")
  response.setHeader("Cache-Control", "no-cache")
  response.setHeader("X-Accel-Buffering", "no")
  response.write("\n\n")
  const stop = core.clock.every(heartbeatMs, async () => {
    response.write("\n\n")
    const stands = await isStillIdentified(core, identity).catch(() => true)
    // As if the client had gone: the events end with it.
    if (!stands) response.destroy()
  })
  try {
    for await (const event of events) {
      if (signal.aborted) return
      response.write(`data: ${pythonJson(event)}\n\n`)
    }
  } catch (error) {
    // Told to the client as the last event by whoever makes the events; here the stream is broken, or the client gone.
    if (!signal.aborted) core.log.warn("An event stream ended early", { err: error })
  } finally {
    stop()
    close()
    response.end()
  }
}

const openOf = new WeakMap<Core, Map<string, number>>()

/** Counts a stream of this person or service; returns what takes it off again. */
function openOne(core: Core, { user, service }: Pick<Identity, "user" | "service">): () => void {
  const open = openOf.get(core) ?? new Map<string, number>()
  openOf.set(core, open)
  const key = user === null ? `service ${service?.id}` : `user ${user.id}`
  const count = open.get(key) ?? 0
  const most = user === null ? mostOfService : mostOfUser
  if (count >= most) {
    throw new Refusal(429, `You follow ${count} starts at a time: close some of those pages, or streams, first.`, {
      headers: { "Retry-After": "10" },
    })
  }
  open.set(key, count + 1)
  return () => {
    const left = (open.get(key) ?? 1) - 1
    if (left > 0) open.set(key, left)
    else open.delete(key)
  }
}
