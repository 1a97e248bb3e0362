/** Times as Slurm reads them (`90`, `1:30:00`, `2-12:00`), counted in whole minutes, rounded up. */
const longest = 366 * 1440

/** Minutes, or null for a text that is no time between a minute and a year. */
export function parseWalltime(text: string): number | null {
  const match = /^(?:(\d{1,3})-)?(\d{1,6})(?::(\d{1,2}))?(?::(\d{1,2}))?$/.exec(text)
  if (!match) return null
  const [days, first, second, third] = match.slice(1).map(part => (part === undefined ? undefined : Number(part)))
  const seconds = inSeconds(days, first ?? 0, second, third)
  const minutes = Math.ceil(seconds / 60)
  return minutes >= 1 && minutes <= longest ? minutes : null
}

/** Slurm's forms: minutes, minutes:seconds, hours:minutes:seconds, and after `days-` hours first. */
function inSeconds(days: number | undefined, first: number, second?: number, third?: number): number {
  if (days !== undefined) return days * 86400 + first * 3600 + (second ?? 0) * 60 + (third ?? 0)
  if (third !== undefined) return first * 3600 + (second ?? 0) * 60 + third
  return first * 60 + (second ?? 0)
}
