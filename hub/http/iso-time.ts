/** Times as JupyterHub's API writes them: UTC with six digits, or none when there is no fraction. */
export function isoTime(time: Date): string
export function isoTime(time: Date | null): string | null
export function isoTime(time: Date | null): string | null {
  if (time === null) return null
  const text = time.toISOString()
  return text.endsWith(".000Z") ? text.replace(".000Z", "Z") : text.replace("Z", "000Z")
}
