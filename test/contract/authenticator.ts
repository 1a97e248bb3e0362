/** What every authenticator must do, whoever wrote it; each one's test runs this with its own right and wrong logins. */
import type { Test } from "tap"
import type { Authenticator, Credentials } from "../../hub/plugin/authenticator.ts"
import type { PluginContext } from "../../hub/plugin/context.ts"

export interface AuthenticatorCase {
  readonly authenticator: Authenticator
  readonly context: PluginContext
  /** Logins that work, unless nobody can log in this way. */
  readonly right: readonly Partial<Credentials>[]
  /** Logins that do not. */
  readonly wrong: readonly Partial<Credentials>[]
}

export async function authenticatorContract(t: Test, { authenticator, context, right, wrong }: AuthenticatorCase) {
  const logIn = (given: Partial<Credentials>) => authenticator.authenticate(credentials(given), context)

  t.match(authenticator.name, /^[a-z0-9-]+$/, "its name is one that a configuration can use")
  t.type(authenticator.loginService, "string")

  for (const given of right) {
    const model = await logIn(given)
    t.ok(model, `${given.username} comes in`)
    t.equal(typeof model?.name, "string")
    t.ok([undefined, null, true, false].includes(model?.admin), "admin is yes, no, or left alone")
    t.ok(model?.groups === undefined || model.groups === null || Array.isArray(model.groups))
  }
  for (const given of wrong) t.equal(await logIn(given), null, `${JSON.stringify(given).slice(0, 60)} does not`)
  for (const username of hostileNames) {
    const model = await logIn({ username, password: "no-such-password" }).catch(() => null)
    t.ok(model === null || model.name === username, "a strange name is refused, or at least stays what it is")
  }
}

export function credentials(given: Partial<Credentials>): Credentials {
  return { username: "", password: "", fields: {}, ip: "10.0.0.1", ...given }
}

const hostileNames = [
  "",
  "-u",
  "--help",
  "#0",
  "..",
  "a/b",
  "a\nb",
  "a\0b",
  "*",
  "a)(uid=*",
  "$(id)",
  "`id`",
  "x".repeat(10_000),
  "änne",
  "\ud800",
]
