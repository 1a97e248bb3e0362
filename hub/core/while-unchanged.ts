/** Remembers what was read from the database for exactly as long as nobody, in this process or beside it, writes to it. */
import { changeMark } from "../db/change-mark.ts"
import type { Core } from "./core.ts"

const mostKept = 10_000

/** What `read` gives, or gave since the last commit. null is not remembered. Databases without a mark are read each time. */
export async function whileUnchanged<T>(core: Core, key: string, read: () => Promise<T | null>): Promise<T | null> {
  const mark = await changeMark(core.db)
  if (mark === null) return read()
  const memo = memoOf(core)
  if (memo.mark !== mark) {
    memo.mark = mark
    memo.values.clear()
  }
  const known = memo.values.get(key)
  if (known !== undefined) return known as T
  const value = await read()
  // Somebody may have written meanwhile: then this belongs to no mark that will be seen again.
  if (value !== null && memo.mark === mark && memo.values.size < mostKept) memo.values.set(key, value)
  return value
}

interface Memo {
  mark: string
  readonly values: Map<string, unknown>
}

const memos = new WeakMap<Core, Memo>()

function memoOf(core: Core): Memo {
  const memo = memos.get(core) ?? { mark: "", values: new Map() }
  memos.set(core, memo)
  return memo
}
