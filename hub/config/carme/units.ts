/** Durations and memory sizes in `c.CarmeHub`, as Slurm writes them. */
import { z } from "zod"

/** `minutes`, `minutes:seconds`, `hours:minutes:seconds`, `days-hours[:minutes[:seconds]]`; minutes, rounded up. Null is not a time. */
export function walltimeMinutes(text: string): number | null {
  const match = /^(?:(\d{1,4})-)?(\d{1,6})(?::(\d{1,2}))?(?::(\d{1,2}))?$/.exec(text.trim())
  if (!match) return null
  const days = match[1] === undefined ? null : Number(match[1])
  const parts = match.slice(2).flatMap(part => (part === undefined ? [] : [Number(part)]))
  const [first = 0, second = 0, third = 0] = parts
  if (days !== null) return days * 1440 + first * 60 + second + Math.ceil(third / 60)
  if (parts.length === 3) return first * 60 + second + Math.ceil(third / 60)
  return first + Math.ceil(second / 60)
}

/** `4096` (MiB), `4G`, `512M`, `1T`; MiB. Null is not a size. */
export function memoryMb(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text.trim())
  if (!match) return null
  const factor = { K: 1 / 1024, "": 1, M: 1, G: 1024, T: 1024 * 1024 }[(match[2] ?? "").toUpperCase()] ?? 1
  return Math.ceil(Number(match[1]) * factor)
}

const unit = (parse: (text: string) => number | null, message: string) =>
  z.union([z.number(), z.string()], { error: message }).transform((value, context) => {
    const amount = parse(String(value))
    if (amount !== null && amount > 0) return amount
    context.issues.push({ code: "custom", message, input: value })
    return z.NEVER
  })

export const walltime = unit(walltimeMinutes, 'must be a time such as "2:00:00", "1-12:00:00" or 90 (minutes)')
export const memorySize = unit(memoryMb, 'must be a size such as "16G", "512M" or 4096 (MiB)')
export const count = z.int("must be a whole number").min(0, "must not be negative")
export const string = z.string("must be a string")
export const strings = z.array(string, "must be a list of strings")
export const flag = z.boolean("must be True or False")
