/** Rows as CSV (RFC 4180) that a spreadsheet opens as data: no text of a person becomes a formula there. */
export function csv(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const lines = [columns, ...rows.map(row => columns.map(column => row[column]))]
  return lines.map(line => `${line.map(cell).join(",")}\r\n`).join("")
}

/** A text that a spreadsheet would reckon with gets an apostrophe before it. */
function cell(value: unknown): string {
  if (typeof value === "number") return String(value)
  const text = String(value ?? "")
  const safe = /^[=+\-@\t\r|%]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
