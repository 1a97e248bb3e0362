/** Asks the system's databases of accounts and groups, LDAP and the like included. */
import type { PluginContext } from "../hub/plugin/context.ts"
import { Fault } from "../hub/plugin/errors.ts"
import { isAccountName, isNumber } from "../hub/plugin/passwd.ts"

const timeoutMs = 10_000
const notFound = 2

/** The entries of these keys that are there; getent takes a number for an id. Throws Fault 503 where the database does not answer. */
export async function getent(
  database: "passwd" | "group" | "initgroups",
  keys: readonly string[],
  context: PluginContext,
): Promise<readonly string[]> {
  if (keys.length === 0) return []
  const result = await context.exec(["getent", "--", database, ...keys], { env: { PATH: "/usr/bin:/bin" }, timeoutMs })
  if (result.code === 0 || result.code === notFound) return result.stdout.split("\n").filter(line => line !== "")
  throw new Fault(
    503,
    `The system's ${database} database did not answer for ${JSON.stringify(keys.slice(0, 3).join(", "))}: ${problem(result)}`,
  )
}

/** What can be asked for by its name: getent takes a number for an id. */
export function isEntryName(name: string): boolean {
  return isAccountName(name) && !isNumber(name)
}

function problem(result: {
  readonly timedOut: boolean
  readonly stderr: string
  readonly code: number | null
}): string {
  return result.timedOut ? `no answer within ${timeoutMs / 1000} s` : result.stderr.trim() || `exit code ${result.code}`
}
