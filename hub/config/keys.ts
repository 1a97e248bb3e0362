/** Dicts whose keys are another program's arguments: which of them have their effect here, and why the others have none. */
import { isPlainDict } from "./kinds.ts"

export interface Keys {
  readonly counts: readonly string[]
  /** Change nothing in JupyterHub either. */
  readonly idle: readonly string[]
  /** Key -> why it cannot be, and what to use instead, without a full stop. */
  readonly lost: Readonly<Record<string, string>>
  /** The same for every other key. */
  readonly others: string
}

interface LostKey {
  readonly key: string
  readonly reason: string
}

/** What of a value has no effect in carme-hub and has in JupyterHub. */
export function lostKeys(keys: Keys | null, value: unknown): readonly LostKey[] {
  if (keys === null || !isPlainDict(value)) return []
  return Object.keys(value)
    .filter(key => !keys.counts.includes(key) && !keys.idle.includes(key))
    .map(key => ({ key, reason: Object.hasOwn(keys.lost, key) ? (keys.lost[key] ?? "") : keys.others }))
}

/** For the pages of options. */
export function describeKeys({ counts, lost, others }: Keys): string {
  const words = [...new Set(Object.values(lost))].map(reason => {
    const keys = Object.keys(lost).filter(key => lost[key] === reason)
    return `${keys.join(", ")}: ${reason}.`
  })
  return [`In carme-hub ${counts.join(", ")} count.`, ...words, `Others: ${others}.`].join(" ")
}
