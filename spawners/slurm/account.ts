/** The OS account of a person, as the hub's own account sees it: getent through the service prefix. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import type { Cache } from "./cache.ts"

export interface Account {
  readonly name: string
  readonly uid: number
  readonly home: string
  readonly shell: string
}

/** Below it are the accounts of the system. */
export const leastUid = 1000
const nobody = 65534

/** `-u` or `#0` would mean something else to getent and sudo: such names are refused before any command sees them. */
const accountName = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/

export async function accountOf(
  name: string,
  servicePrefix: readonly string[],
  context: PluginContext,
  cache: Cache<Account>,
): Promise<Account> {
  if (!accountName.test(name)) throw noAccount(name, "its name is not one that an operating system takes")
  return cache.get(context.clock, name, async () => {
    const { code, stdout, stderr, timedOut } = await context.exec([...servicePrefix, "getent", "passwd", "--", name], {
      timeoutMs: 10_000,
    })
    if (code === 0) return checked(name, stdout)
    // getent ends with 2 for a name that is not there; anything else is no answer.
    if (code === 2) throw noAccount(name, "there is no such account on the cluster")
    const why = timedOut ? "no answer within 10 seconds" : stderr.trim().slice(0, 200) || `exit code ${code}`
    throw new Fault(503, `The account of ${name} could not be looked up (${why}). Try again in a moment.`)
  })
}

function checked(name: string, line: string): Account {
  const [found, , uid, , , home, shell] = line.split("\n")[0]?.split(":") ?? []
  if (found !== name) throw noAccount(name, "there is no account of exactly this name on the cluster")
  const id = Number(uid)
  if (!Number.isInteger(id) || id < leastUid || id === nobody) throw noAccount(name, "it is an account of the system")
  if (!home || !/^\/[^\n\0]*$/.test(home) || home === "/") throw noAccount(name, "it has no home folder")
  return { name, uid: id, home, shell: shell || "/bin/bash" }
}

function noAccount(name: string, why: string): Refusal {
  return new Refusal(403, `The account ${JSON.stringify(name)} cannot start servers on the cluster: ${why}.`, {
    code: "no-account",
  })
}
