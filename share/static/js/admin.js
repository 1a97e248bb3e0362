// The admin page: users and their servers through the REST API.
import { api, during, serverPath, showError } from "./api.js"
import { showTimes, timeElement } from "./times.js"

const page = document.getElementById("admin")
const status = document.getElementById("admin-status")
const body = document.querySelector("#user-table tbody")
const [previous, next] = [document.getElementById("previous-page"), document.getElementById("next-page")]
const filter = document.getElementById("name-filter")
const onlyActive = document.getElementById("only-active")
const limit = Number(page.dataset.pageLimit) || 50
let offset = 0
let asked = 0

filter.addEventListener("input", () => restart(250))
onlyActive.addEventListener("change", () => restart(0))
document.getElementById("admin-search").addEventListener("submit", event => {
  event.preventDefault()
  restart(0)
})
previous.addEventListener("click", () => turn(-limit))
next.addEventListener("click", () => turn(limit))
setUpAddUsers()
load()

let timer
function restart(ms) {
  offset = 0
  window.clearTimeout(timer)
  timer = window.setTimeout(load, ms)
}

function turn(by) {
  offset = Math.max(0, offset + by)
  load()
}

async function load() {
  asked += 1
  const mine = asked
  const query = new URLSearchParams({ offset, limit, include_stopped_servers: "1", name_filter: filter.value })
  if (onlyActive.checked) query.set("state", "active")
  try {
    const { data } = await api("GET", `users?${query}`, undefined, { Accept: "application/jupyterhub-pagination+json" })
    if (mine !== asked) return
    const { items, _pagination } = data
    body.replaceChildren(...items.flatMap(rows))
    showTimes(body)
    status.textContent =
      items.length === 0
        ? "No users found."
        : `Displaying ${offset + 1}-${offset + items.length} of ${_pagination.total}`
    previous.disabled = offset === 0
    next.disabled = _pagination.next === null
  } catch (error) {
    status.textContent = error.message
  }
}

function rows(user) {
  const servers = Object.values(user.servers ?? {}).sort((a, b) => a.name.localeCompare(b.name))
  const shown = servers.some(server => server.name === "") ? servers : [{ name: "", stopped: true }, ...servers]
  return shown.map((server, index) => row(user, server, index === 0))
}

function row(user, server, first) {
  const tr = document.createElement("tr")
  const name = document.createElement("th")
  name.scope = "row"
  if (first) name.append(user.name, ...(user.admin ? [" ", badge("admin", "")] : []))
  tr.append(name, cell("Server", server.name === "" ? "default" : server.display_name || server.name))
  const active = !server.stopped
  const last = server.last_activity ?? (first ? user.last_activity : null)
  tr.append(cell("Last activity", last ? timeElement(new Date(last)) : "Never"))
  tr.append(cell("State", stateBadge(server)))
  const actions = document.createElement("td")
  actions.className = "actions"
  const label = server.name === "" ? `the server of ${user.name}` : `${server.name} of ${user.name}`
  if (active) {
    if (server.ready) actions.append(link("Access Server", server.url, label))
    actions.append(button("Stop Server", "btn-danger", label, () => api("DELETE", serverPath(user.name, server.name))))
  } else {
    actions.append(
      button("Start Server", "btn-primary", label, () => api("POST", serverPath(user.name, server.name), {})),
    )
    actions.append(link("Spawn Page", spawnUrl(user.name, server.name), label))
  }
  tr.append(actions)
  return tr
}

function stateBadge(server) {
  if (server.ready) return badge("running", "state-ready")
  if (server.pending === "stop") return badge("stopping", "state-stopping")
  if (server.pending) return badge("starting", "state-starting")
  return badge("stopped", "state-stopped")
}

function badge(text, kind) {
  const element = document.createElement("span")
  element.className = `badge ${kind}`
  element.textContent = text
  return element
}

function cell(label, content) {
  const td = document.createElement("td")
  td.dataset.label = label
  td.append(content)
  return td
}

function link(text, href, label) {
  const a = document.createElement("a")
  a.className = "btn btn-sm btn-outline"
  a.href = href
  a.textContent = text
  a.setAttribute("aria-label", `${text}: ${label}`)
  return a
}

function button(text, kind, label, work) {
  const element = document.createElement("button")
  element.type = "button"
  element.className = `btn btn-sm ${kind}`
  element.textContent = text
  element.setAttribute("aria-label", `${text}: ${label}`)
  element.addEventListener("click", () =>
    during(element, async () => {
      await work()
      await load()
    }),
  )
  return element
}

function spawnUrl(user, server) {
  const path = [user, server].filter(part => part !== "").map(encodeURIComponent)
  return `${window.jhdata.base_url}spawn/${path.join("/")}`
}

function setUpAddUsers() {
  const dialog = document.getElementById("add-users-dialog")
  document.getElementById("add-users")?.addEventListener("click", () => dialog.showModal())
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "add") return
    const names = document.getElementById("new-users")
    const usernames = names.value
      .split(/[\n,]+/)
      .map(name => name.trim())
      .filter(name => name !== "")
    try {
      await api("POST", "users", { usernames, admin: document.getElementById("new-admins").checked })
      names.value = ""
      await load()
    } catch (error) {
      showError(error)
    }
  })
}
