/** A time in an answer of Slurm: seconds since 1970, or the hub host's local time; undefined when there is none. */
export function slurmTime(text: string): Date | undefined {
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1000)
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return new Date(text)
  return undefined
}
