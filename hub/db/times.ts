/** Times in columns: naive UTC text `YYYY-MM-DD HH:MM:SS.ffffff`, six digits always, as SQLAlchemy writes and expects it. */

export function toColumn(time: Date): string {
  return `${time.toISOString().slice(0, 23).replace("T", " ")}000`
}

export function toColumnOrNull(time: Date | null): string | null {
  return time === null ? null : toColumn(time)
}

/** All drivers hand times over as text; what is beyond milliseconds is lost. */
export function fromColumn(value: unknown): Date {
  const text = String(value)
  const [whole = "", fraction = ""] = text.split(".")
  return new Date(`${whole.replace(" ", "T")}.${fraction.slice(0, 3).padEnd(3, "0")}Z`)
}

export function fromColumnOrNull(value: unknown): Date | null {
  return value === null || value === undefined ? null : fromColumn(value)
}
