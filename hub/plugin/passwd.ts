/** Accounts of an operating system: which names one can have, how they are looked up, and whose they are. */
import type { ExecResult } from "./context.ts"
import { Fault } from "./errors.ts"

export interface PasswdEntry {
  /** As the directory spells it. */
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}

/**
 * What can name an account: letters of any script, digits, and what directories put between them (`DOM\ada`,
 * `ada@example.org`, `a+b`, `pc$`). Neither an option, nor part of a path, nor `#0`, which sudo takes for a user id.
 */
export function isAccountName(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@\\+$-]{0,254}$/u.test(name)
}

/** What getent and others take for an id. */
export function isNumber(name: string): boolean {
  return /^\d+$/.test(name)
}

/** Whether `found` is a directory's spelling of `name`: other letters in size, or the domain left out or added. */
export function spellsAccount(found: string, name: string): boolean {
  const [a, b] = [parts(found), parts(name)]
  return a.name === b.name && (a.domain === b.domain || a.domain === "" || b.domain === "")
}

function parts(text: string): { readonly name: string; readonly domain: string } {
  const lower = text.toLowerCase()
  const [, domain, name] = /^([^\\@]+)\\([^\\]+)$/.exec(lower) ?? []
  if (domain !== undefined && name !== undefined) return { name, domain }
  const at = lower.lastIndexOf("@")
  return at > 0 ? { name: lower.slice(0, at), domain: lower.slice(at + 1) } : { name: lower, domain: "" }
}

/** Root, the system's own accounts and nobody are no people; `leastUid` is the site's `CarmeHub.least_uid`. */
export function isPerson(uid: number, leastUid: number): boolean {
  return Number.isInteger(uid) && uid >= Math.max(1, leastUid) && !nobodies.includes(uid)
}

const nobodies = [65534, 4294967294, 4294967295]

/**
 * Null where there is no such account. `run` runs a command on the machine whose accounts are asked for.
 * Throws Fault 503 where the directory does not answer.
 */
export async function passwdEntry(
  name: string,
  run: (argv: readonly string[]) => Promise<ExecResult>,
): Promise<PasswdEntry | null> {
  if (!isAccountName(name)) return null
  const key = isNumber(name) ? await uidOf(name, run) : name
  if (key === null) return null
  const result = await run(["getent", "passwd", "--", key])
  // getent ends with 2 for what is not there; anything else is no answer.
  if (result.code === 2) return null
  if (result.code !== 0) throw noAnswer(name, result)
  // Behind ssh, something may have printed lines before it.
  const fields = result.stdout.split("\n").map(line => line.split(":"))
  const own = (found: string) => (isNumber(name) ? found === name : spellsAccount(found, name))
  const [found, , uid, gid, , home = "", shell = ""] = fields.find(f => f.length >= 7 && own(f[0] ?? "")) ?? []
  return found === undefined ? null : { name: found, uid: id(uid), gid: id(gid), home, shell: shell.trim() }
}

/** getent takes a number for an id; `id` asks for a name first. Which account has that id is asked afterwards. */
async function uidOf(name: string, run: (argv: readonly string[]) => Promise<ExecResult>): Promise<string | null> {
  const result = await run(["id", "-u", "--", name])
  if (result.code === 0) return result.stdout.trim().split("\n").at(-1)?.trim() ?? null
  if (/no such user/i.test(result.stderr)) return null
  throw noAnswer(name, result)
}

function id(text: string | undefined): number {
  return text !== undefined && isNumber(text) ? Number(text) : Number.NaN
}

function noAnswer(name: string, { code, stderr, timedOut }: ExecResult): Fault {
  const why = timedOut ? "no answer in time" : stderr.trim().slice(0, 200) || `exit code ${code}`
  return new Fault(503, `The account of ${name} could not be looked up (${why}). Try again in a moment.`)
}
