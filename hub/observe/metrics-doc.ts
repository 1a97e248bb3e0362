/** The metrics table as a page of the documentation. */
import { type MetricRow, metricsTable } from "./metrics-table.ts"

export function metricsDoc(): string {
  return `# Metrics

\`/hub/metrics\` answers in Prometheus' text format, for holders of the scope \`read:metrics\` or, with
\`c.JupyterHub.authenticate_prometheus = False\`, for everybody. Names without \`carme_\` are JupyterHub's; their prefix
\`jupyterhub\` can be changed by the variable \`JUPYTERHUB_METRICS_PREFIX\`.

| name | type | labels | what it tells |
|---|---|---|---|
${Object.values(metricsTable).map(line).join("\n")}
`
}

function line(row: MetricRow): string {
  const name = row.name.startsWith("carme_") ? row.name : `jupyterhub_${row.name}`
  return `| \`${name}\` | ${row.type} | ${(row.labels ?? []).map(label => `${label}${values(row, label)}`).join(", ")} | ${row.help} |`
}

function values(row: MetricRow, label: string): string {
  const known = [...new Set((row.present ?? []).map(set => set[label]).filter(value => value))]
  return known.length === 0 ? "" : ` (${known.join(", ")})`
}
