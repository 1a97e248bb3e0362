/** The metrics, made from their table: JupyterHub's names and labels, every label value present at 0. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client"
import { type MetricName, type MetricRow, metricsTable } from "./metrics-table.ts"

type LabelOf<K extends MetricName> = (typeof metricsTable)[K] extends { labels: readonly (infer L extends string)[] }
  ? L
  : never

type Made<K extends MetricName> = (typeof metricsTable)[K]["type"] extends "histogram"
  ? Histogram<LabelOf<K>>
  : (typeof metricsTable)[K]["type"] extends "gauge"
    ? Gauge<LabelOf<K>>
    : Counter<LabelOf<K>>

export type Metrics = { readonly registry: Registry } & { readonly [K in MetricName]: Made<K> }

interface MetricsOptions {
  /** $JUPYTERHUB_METRICS_PREFIX */
  readonly prefix?: string
  /** $JUPYTERHUB_SERVER_SPAWN_DURATION_SECONDS_BUCKETS: numbers with commas between. */
  readonly spawnBuckets?: string
  /** $JUPYTERHUB_SERVER_STOP_DURATION_SECONDS_BUCKETS */
  readonly stopBuckets?: string
  /** Also measure the process: CPU, memory, file descriptors. */
  readonly processMetrics?: boolean
}

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry()
  const made = Object.entries(metricsTable).map(([field, row]) => [field, make(registry, field, row, options)])
  if (options.processMetrics) collectDefaultMetrics({ register: registry })
  return { registry, ...Object.fromEntries(made) }
}

function make(registry: Registry, field: string, row: MetricRow, options: MetricsOptions) {
  const name = row.name.startsWith("carme_") ? row.name : `${options.prefix || "jupyterhub"}_${row.name}`
  const common = { name, help: row.help, labelNames: [...(row.labels ?? [])], registers: [registry] }
  if (row.type === "counter") {
    const counter = new Counter(common)
    for (const labels of row.present ?? []) counter.inc(labels, 0)
    return counter
  }
  if (row.type === "gauge") {
    const gauge = new Gauge(common)
    for (const labels of row.present ?? []) gauge.set(labels, 0)
    return gauge
  }
  const histogram = new Histogram({ ...common, buckets: bucketsOf(field, row, options) })
  for (const labels of row.present ?? []) histogram.zero(labels)
  return histogram
}

function bucketsOf(field: string, row: MetricRow, options: MetricsOptions): number[] {
  const given =
    field === "serverSpawnDuration" ? options.spawnBuckets : field === "serverStopDuration" ? options.stopBuckets : ""
  const numbers = (given ?? "").split(",").map(Number.parseFloat).filter(Number.isFinite)
  return numbers.length > 0 ? numbers.sort((a, b) => a - b) : [...(row.buckets ?? [])]
}
