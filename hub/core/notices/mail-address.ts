/** Where somebody gets mail: the address that the identity provider gave, else one made of the name and the site's domain. */
import type { JsonObject } from "../../plugin/spawner.ts"

// Nothing in it that a mail server or a header could read as more than one address.
const addressRule = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/

/** Null where there is none. An address that the provider says is not verified could be anybody's. */
export function mailAddress(
  name: string,
  info: JsonObject | null,
  authState: JsonObject | null,
  domain: string,
): string | null {
  for (const claims of [info, authState, ...inner(authState)]) {
    const email = claims?.email
    if (typeof email === "string" && claims?.email_verified !== false && addressRule.test(email)) return email
  }
  const made = domain === "" ? "" : name.includes("@") ? name : `${name}@${domain.replace(/^@/, "")}`
  return addressRule.test(made) ? made : null
}

/** Authenticators keep the provider's answer under names of their own. */
function inner(authState: JsonObject | null): readonly JsonObject[] {
  const names = ["userinfo", "user_info", "user", "oauth_user", "github_user", "gitlab_user", "google_user", "claims"]
  return names.flatMap(name => {
    const value = authState?.[name]
    return typeof value === "object" && value !== null && !Array.isArray(value) ? [value as JsonObject] : []
  })
}
