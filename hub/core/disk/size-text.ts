/** Bytes for people: `9.8 GiB`. */
const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const value = bytes / 1024 ** power
  const digits = value < 10 && power > 0 ? 1 : 0
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${units[power]}`
}
