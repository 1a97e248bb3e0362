/** A value that somebody sent, as a message names it: as Python would, and cut. */
export function told(value: unknown): string {
  const text = typeof value === "string" ? `'${value.slice(0, 100)}'` : (JSON.stringify(value) ?? "nothing")
  return text.slice(0, 200)
}
