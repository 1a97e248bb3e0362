// Users whose names hold what was typed, as suggestions.
import { api } from "../api.js"
import { may } from "./site.js"

export async function userNames(text) {
  if (!may("list:users") || text === "") return []
  const { data } = await api("GET", `users?${new URLSearchParams({ name_filter: text, limit: 20, sort: "name" })}`)
  return data.map(user => user.name)
}
