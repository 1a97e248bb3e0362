// The groups that there are, as suggestions, and what is said where logins decide who is in them.
import { api } from "../api.js"
import { element } from "./element.js"
import { may, site } from "./site.js"

export async function groupNames(text) {
  if (!may("list:groups")) return []
  const { data } = await api("GET", `groups?limit=${site.page_max}`)
  return data.map(group => group.name).filter(name => name.includes(text))
}

/** Null where the hub alone keeps groups. */
export function loginNotice() {
  if (!site.manage_groups) return null
  const text =
    "Groups come with the login here (Authenticator.manage_groups): what is changed lasts until the user's next login."
  return element("p", { className: "alert alert-warning small" }, text)
}
