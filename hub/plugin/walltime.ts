/** How long a session may run, in minutes: as Slurm writes it, and in words for people. */

/** `2:00:00`, or `2-00:00:00` from a day on. */
export function formatWalltime(minutes: number): string {
  const { days, hours, rest } = parts(minutes)
  const clock = `${hours}:${String(rest).padStart(2, "0")}:00`
  return days === 0 ? clock : `${days}-${clock.padStart(8, "0")}`
}

/** `45 min`, `2 h`, `1 h 30 min`, `2 days`. */
export function walltimeInWords(minutes: number): string {
  const { days, hours, rest } = parts(minutes)
  const words = [
    days > 0 ? `${days} ${days === 1 ? "day" : "days"}` : "",
    hours > 0 ? `${hours} h` : "",
    rest > 0 ? `${rest} min` : "",
  ].filter(part => part !== "")
  return words.length === 0 ? "0 min" : words.join(" ")
}

function parts(minutes: number) {
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), rest: minutes % 60 }
}
