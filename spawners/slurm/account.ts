/** The OS account of a person, as the hub's own account sees it: getent through the service prefix. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Refusal } from "../../hub/plugin/errors.ts"
import { isAccountName, isPerson, passwdEntry } from "../../hub/plugin/passwd.ts"
import type { Cache } from "./cache.ts"

export interface Account {
  /** The user's name in the hub, by which the system knows the account, too. */
  readonly name: string
  readonly uid: number
  readonly home: string
  readonly shell: string
}

/** Below it are the accounts of the system. */
export function leastUid(context: PluginContext): number {
  return context.setting("CarmeHub.least_uid")
}

export async function accountOf(
  name: string,
  servicePrefix: readonly string[],
  context: PluginContext,
  cache: Cache<Account>,
): Promise<Account> {
  if (!isAccountName(name)) throw noAccount(name, "its name is not one that an operating system takes")
  return cache.get(context.clock, name, async () => {
    const entry = await passwdEntry(name, argv => context.exec([...servicePrefix, ...argv], { timeoutMs: 10_000 }))
    if (entry === null) throw noAccount(name, "there is no such account on the cluster")
    const { uid, home, shell } = entry
    if (!isPerson(uid, leastUid(context))) {
      throw noAccount(name, `it is an account of the system (uid ${uid}; people have ${leastUid(context)} and more)`)
    }
    if (!/^\/[^\n\0]*$/.test(home) || home === "/") throw noAccount(name, "it has no home folder")
    return { name, uid, home, shell: shell || "/bin/bash" }
  })
}

function noAccount(name: string, why: string): Refusal {
  return new Refusal(403, `The account ${JSON.stringify(name)} cannot start servers on the cluster: ${why}.`, {
    code: "no-account",
  })
}
