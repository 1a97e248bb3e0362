/** Every authenticator by the names that `authenticator_class` takes. */
import type { Authenticator } from "../hub/plugin/authenticator.ts"
import { dummy } from "./dummy.ts"
import { none } from "./null.ts"
import { pam } from "./pam.ts"
import { sharedPassword } from "./shared-password.ts"

export const authenticators: Readonly<Record<string, Authenticator>> = {
  default: pam,
  pam,
  "jupyterhub.auth.PAMAuthenticator": pam,
  dummy,
  "jupyterhub.auth.DummyAuthenticator": dummy,
  null: none,
  "jupyterhub.auth.NullAuthenticator": none,
  "shared-password": sharedPassword,
  "jupyterhub.authenticators.shared.SharedPasswordAuthenticator": sharedPassword,
}
