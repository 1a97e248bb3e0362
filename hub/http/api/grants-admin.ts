/** Only an admin makes admins and changes them: the scope to manage users must not be a way to become one. */
import type { Identity } from "../../core/rbac/identity.ts"
import { Refusal } from "../../plugin/errors.ts"

export function isAdmin(identity: Identity): boolean {
  return identity.user?.admin ?? identity.service?.admin ?? false
}

export function grantsAdmin(identity: Identity, admin: boolean | undefined): void {
  if (admin === true && !isAdmin(identity)) throw new Refusal(403, "Only admins can grant admin permissions")
}
