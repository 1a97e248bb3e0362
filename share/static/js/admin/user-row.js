// One user in the table: who it is, the groups, the last activity, the servers, and what can be done.
import { showTimes, timeElement } from "../times.js"
import { deleteUser } from "./delete-user.js"
import { editUser } from "./edit-user.js"
import { badge, button, cell, element } from "./element.js"
import { newServer } from "./new-server.js"
import { serverLine } from "./server-line.js"
import { may, site } from "./site.js"

/** `changed(name, work)`: something was begun for this user; `reload` when the list itself is another now. */
export function userRow(user, { changed, reload }) {
  const { name } = user
  const mark = user.admin ? badge("admin", "plain") : null
  const servers = serversOf(user).map(server => serverLine(name, server, work => changed(name, work)))
  const row = element(
    "tr",
    {},
    element("th", { scope: "row" }, element("span", { className: "wrap" }, name), mark && " ", mark),
    cell("Groups", groups(user.groups ?? [])),
    cell("Last activity", user.last_activity ? timeElement(new Date(user.last_activity)) : "never"),
    cell("Servers", element("ul", { className: "server-lines" }, ...servers)),
    element("td", { className: "actions" }, ...actionsOf(user, changed, reload)),
  )
  showTimes(row)
  return row
}

/** Everybody has a default server; it comes first. */
function serversOf(user) {
  const servers = Object.values(user.servers ?? {}).sort((a, b) => (a.name < b.name ? -1 : 1))
  if (user.servers === undefined || servers.some(server => server.name === "")) return servers
  return [{ name: "", stopped: true, ready: false, pending: null }, ...servers]
}

function groups(names) {
  if (names.length === 0) return element("span", { className: "muted" }, "none")
  return element("ul", { className: "tags" }, ...names.map(name => element("li", { className: "tag" }, name)))
}

function actionsOf(user, changed, reload) {
  const { name } = user
  const focus = what => ({ dataset: { focus: `user|${what}` } })
  const self = name === window.jhdata.user
  const add = () => newServer(name, work => changed(name, work))
  return [
    may("admin:users") && button("Edit…", "btn-outline", name, () => editUser(user, reload), focus("edit")),
    site.named_servers && may("start:servers") && button("+ Server…", "btn-outline", `for ${name}`, add, focus("new")),
    may("delete:users") &&
      !self &&
      button("Delete…", "btn-outline-danger", name, () => deleteUser(user, reload), focus("delete")),
  ]
}
