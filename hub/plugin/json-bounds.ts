/** How deep JSON may be nested and how much of it may be stored: said once, for what comes in, what is written and what was there before. */
import { Refusal } from "./errors.ts"

/** Lists and objects within each other; nothing that a person or a program sends has a tenth of it. */
export const deepestJson = 64

/** What a TEXT column of MariaDB holds: what is stored on one database has to fit the others. In bytes of ASCII. */
export const longestStoredJson = 65_535

/** Without recursion, so that no depth is too much for it; it ends where the bound is passed. */
export function isTooDeep(value: unknown, most = deepestJson): boolean {
  let level = [value].filter(isNested)
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === most) return true
    level = level.flatMap(parts).filter(isNested)
  }
  return false
}

/** Throws Refusal 400 `json-too-deep` or `json-too-long`; `text` is the value as it is to be stored. */
export function checkStoredJson(what: string, value: unknown, text: () => string): void {
  if (isTooDeep(value)) throw tooDeep(what)
  const { length } = text()
  if (length <= longestStoredJson) return
  throw new Refusal(400, `${what} cannot be stored: it has ${length} bytes, and may have ${longestStoredJson}.`, {
    code: "json-too-long",
    limit: longestStoredJson,
    asked: length,
  })
}

export function tooDeep(what: string): Refusal {
  return new Refusal(400, `${what} is nested too deeply: it may have ${deepestJson} levels.`, {
    code: "json-too-deep",
    limit: deepestJson,
  })
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

function parts(value: object): unknown[] {
  return Array.isArray(value) ? value : Object.values(value)
}
