/** Values as the versions of Slurm's REST API write them: numbers with flags, times, and lists as arrays or with commas. */
export type Fields = Readonly<Record<string, unknown>>

/** `{ set, infinite, number }` since 0.0.39, a bare number elsewhere; null where it is not set, infinite, or none. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (!isFields(value) || value.infinite === true || value.set === false) return null
  return typeof value.number === "number" ? value.number : null
}

/** Slurm's own signs for "not set" and "infinite" where a number has no flags: the last two of 32 bits. */
const noValue = 0xfffffffe

/** Seconds since 1970; 0 is no time. */
export function timeOf(value: unknown): Date | undefined {
  const seconds = numberOf(value)
  return seconds === null || seconds <= 0 || seconds >= noValue ? undefined : new Date(seconds * 1000)
}

export function textOf(value: unknown): string {
  return typeof value === "string" && value !== "(null)" && value !== "N/A" ? value : ""
}

/** An array of words, or one text with commas: the versions differ, and so do the fields of one version. */
export function listOf(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? value.map(String) : textOf(value).split(",")
  return parts.filter(part => part !== "")
}

/** The one word that says what a job does; the array has flags behind it. */
export function stateOf(value: unknown): string {
  const words = listOf(value)
  // A job that runs its epilog is `["CANCELLED", "COMPLETING"]`: like squeue, what it does now counts.
  return (words.includes("COMPLETING") ? "COMPLETING" : words.find(word => word !== "")) ?? ""
}

export function rowsOf(body: unknown, name: string): readonly Fields[] {
  const rows = isFields(body) ? body[name] : undefined
  return Array.isArray(rows) ? rows.filter(isFields) : []
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** As requests write a number: what is no object is ignored by slurmrestd with no more than a warning. */
export function setNumber(number: number): Fields {
  return { set: true, infinite: false, number }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
