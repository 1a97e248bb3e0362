/** Measures how long the event loop was busy with one thing: what everybody else had to wait for. */
import type { Clock, Log } from "../plugin/context.ts"
import type { Metrics } from "./metrics.ts"

/** `resolution` and `threshold` in seconds, as PeriodicMetricsCollector has them. Returns the stop function. */
export function watchEventLoop(
  parts: { readonly clock: Clock; readonly metrics: Pick<Metrics, "eventLoopInterval">; readonly log: Log },
  resolution: number,
  threshold: number,
): () => void {
  const { clock } = parts
  let last = clock.monotonic()
  return clock.every(1000 * resolution, () => {
    const now = clock.monotonic()
    const delay = delayOf((now - last) / 1000, resolution)
    last = now
    if (delay >= threshold) parts.log.warn(`The event loop was busy with one thing for at least ${delay.toFixed(2)} s`)
    parts.metrics.eventLoopInterval.observe(delay)
  })
}

/** What is below twice the resolution cannot be told from the resolution itself. */
export function delayOf(seconds: number, resolution: number): number {
  return seconds < 2 * resolution ? resolution : seconds - resolution
}
