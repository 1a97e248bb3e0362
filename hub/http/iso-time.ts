/** Times as JupyterHub's API writes them: UTC with six digits, or none when there is no fraction. */
export function isoTime(time: Date): string
export function isoTime(time: Date | null): string | null
export function isoTime(time: Date | null): string | null {
  if (time === null) return null
  const text = time.toISOString()
  const dot = text.indexOf(".")
  const fraction = text.slice(dot + 1, -1)
  const whole = text.slice(0, dot)
  return Number(fraction) === 0 ? `${whole}Z` : `${whole}.${fraction.padEnd(6, "0")}Z`
}
