/** For tests and trials: any name, with any password or with the one that the site set. */
import { timingSafeEqual } from "node:crypto"
import type { Authenticator } from "../hub/plugin/authenticator.ts"

export const dummy = {
  name: "dummy",
  loginService: "",
  allowsAll: true,
  async authenticate({ username, password }, context) {
    const required = context.setting<string>("DummyAuthenticator.password")
    return required === "" || samePassword(password, required) ? { name: username } : null
  },
  async validate(context) {
    context.log.warn("The dummy authenticator lets anybody in under any name. It is for tests, not for use.")
  },
} as const satisfies Authenticator

function samePassword(given: string, required: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(required)
  return a.length === b.length && timingSafeEqual(a, b)
}
