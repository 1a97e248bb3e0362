/** Times as JupyterHub's API writes them: UTC with six digits, or none when there is no fraction. */
export function isoTime(time: Date): string
export function isoTime(time: Date | null): string | null
export function isoTime(time: Date | null): string | null {
  if (time === null) return null
  const [whole, fraction = ""] = time.toISOString().replace("Z", "").split(".")
  return Number(fraction) === 0 ? `${whole}Z` : `${whole}.${fraction.padEnd(6, "0")}Z`
}
