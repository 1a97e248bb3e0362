/** Memory as Slurm reads it (`8G`, `512M`, a bare number is megabytes), counted in whole megabytes, rounded up. */
const megabytes: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 }
const largest = 64 * 1024 * 1024

/** Megabytes, or null for a text that is no amount between a megabyte and 64 terabytes. */
export function parseMemory(text: string): number | null {
  const match = /^(\d{1,8}(?:\.\d{1,3})?)\s?([KMGT])?(?:i?B)?$/i.exec(text)
  if (!match) return null
  const amount = Math.ceil(Number(match[1]) * (megabytes[(match[2] ?? "M").toUpperCase()] ?? 1))
  return amount >= 1 && amount <= largest ? amount : null
}
