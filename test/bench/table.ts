/** The results as a table of both hubs and their ratio. */
export interface Result {
  readonly name: string
  readonly unit: string
  readonly theirs: number | null
  readonly ours: number | null
}

/** How many times better ours is: rates are better higher, times and memory lower. */
export function ratio({ unit, theirs, ours }: Result): number | null {
  if (theirs === null || ours === null || theirs === 0 || ours === 0) return null
  return unit === "1/s" ? ours / theirs : theirs / ours
}

export function table(results: readonly Result[]): string {
  const lines = results.map(result => {
    const times = ratio(result)
    return `| ${result.name} | ${number(result.theirs)} ${result.unit} | ${number(result.ours)} ${result.unit} | ${times === null ? "-" : `${times.toFixed(2)} x`} |`
  })
  return ["| | JupyterHub 6.1.1 | carme-hub | better by |", "|---|--:|--:|--:|", ...lines].join("\n")
}

function number(value: number | null): string {
  if (value === null) return "failed"
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

export function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter(value => value !== null).sort((a, b) => a - b)
  if (sorted.length < values.length || sorted.length === 0) return null
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0
  return (lower + upper) / 2
}
