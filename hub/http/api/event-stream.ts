/** Server-sent events: one JSON object an event, and an empty line now and then so that no proxy thinks the line dead. */
import { pythonJson } from "../../plugin/python-json.ts"
import type { Call } from "../endpoint.ts"

const heartbeatMs = 8000

/** Writes the events until they end or the client goes away. The first bytes are sent at once. */
export async function sendEvents(
  call: Pick<Call, "core" | "response" | "signal">,
  events: AsyncIterable<unknown>,
): Promise<void> {
  const { core, response, signal } = call
  response.statusCode = 200
  response.setHeader("Content-Type", "text/event-stream")
  response.setHeader("Cache-Control", "no-cache")
  response.setHeader("X-Accel-Buffering", "no")
  response.write("\n\n")
  const stop = core.clock.every(heartbeatMs, () => void response.write("\n\n"))
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
    response.end()
  }
}
