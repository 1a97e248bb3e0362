/** Minutes as Slurm writes a time: `2:00:00`, or `2-00:00:00` from a day on. */
export function formatWalltime(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const rest = minutes % 1440
  const clock = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}:00`
  return days === 0 ? clock : `${days}-${clock.padStart(8, "0")}`
}
