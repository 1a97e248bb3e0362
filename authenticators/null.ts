/** Lets nobody log in: for a hub that is used by API tokens only. */
import type { Authenticator } from "../hub/plugin/authenticator.ts"

export const none = {
  name: "null",
  loginService: "null",
  async authenticate() {
    return null
  },
} as const satisfies Authenticator
