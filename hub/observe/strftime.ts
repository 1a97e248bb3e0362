/** Python's strftime, in UTC and English, as a hub with the C locale writes it. */
export function strftime(date: Date, pattern: string): string {
  return pattern.replace(/%(-?)([a-zA-Z%])/g, (all, bare: string, code: string) => {
    const part = codes[code]?.(date)
    if (part === undefined) return all
    return bare ? part.replace(/^0+(?=.)/, "") : part
  })
}

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
]
const two = (value: number) => String(value).padStart(2, "0")

const codes: Readonly<Record<string, (date: Date) => string>> = {
  Y: d => String(d.getUTCFullYear()),
  y: d => two(d.getUTCFullYear() % 100),
  m: d => two(d.getUTCMonth() + 1),
  d: d => two(d.getUTCDate()),
  H: d => two(d.getUTCHours()),
  I: d => two(d.getUTCHours() % 12 || 12),
  M: d => two(d.getUTCMinutes()),
  S: d => two(d.getUTCSeconds()),
  f: d => String(d.getUTCMilliseconds() * 1000).padStart(6, "0"),
  p: d => (d.getUTCHours() < 12 ? "AM" : "PM"),
  A: d => days[d.getUTCDay()] ?? "",
  a: d => (days[d.getUTCDay()] ?? "").slice(0, 3),
  B: d => months[d.getUTCMonth()] ?? "",
  b: d => (months[d.getUTCMonth()] ?? "").slice(0, 3),
  F: d => d.toISOString().slice(0, 10),
  T: d => d.toISOString().slice(11, 19),
  Z: () => "",
  z: () => "",
  "%": () => "%",
}
