// The users of the hub: searched, sorted and turned page by page on the server, with what can be done for each.
import { api } from "../api.js"
import { addUsers } from "./add-users.js"
import { createList } from "./list.js"
import { keepRows } from "./rows.js"
import { userRow } from "./user-row.js"

const section = document.getElementById("users-view")
const search = document.getElementById("name-filter")
const state = document.getElementById("state-filter")
const sort = document.getElementById("sort-users")
const headers = [...section.querySelectorAll("th button[data-sort]")]
const body = section.querySelector("tbody")

const list = createList({
  view: "users",
  path: "users",
  section,
  defaults: { name_filter: "", state: "", sort: "id" },
  fixed: { include_stopped_servers: "1" },
  words: {
    one: "user",
    many: "users",
    none: ({ name_filter, state }) => (name_filter || state ? "No user fits this search." : "There are no users yet."),
  },
  draw,
})
const reload = () => list.load()
const show = keepRows(
  body,
  user => user.name,
  user => userRow(user, { changed, reload }),
)

let typing = null
search.addEventListener("input", () => {
  window.clearTimeout(typing)
  typing = window.setTimeout(searchNow, 250)
})
document.getElementById("users-search").addEventListener("submit", event => {
  event.preventDefault()
  searchNow()
})
state.addEventListener("change", () => list.set({ state: state.value }))
sort.addEventListener("change", () => list.set({ sort: sort.value }))
for (const header of headers) {
  header.addEventListener("click", () => {
    const by = header.dataset.sort
    list.set({ sort: list.query().sort === by ? `-${by}` : by })
  })
}
document.getElementById("add-users")?.addEventListener("click", () => addUsers(reload))

export const usersView = {
  section,
  enter() {
    const query = list.query()
    // What is being typed is newer than the address.
    if (typing === null && document.activeElement !== search) search.value = query.name_filter
    state.value = query.state
    sort.value = query.sort
    for (const header of headers) {
      const by = header.dataset.sort
      const order = query.sort === by ? "ascending" : query.sort === `-${by}` ? "descending" : "none"
      header.closest("th").setAttribute("aria-sort", order)
    }
    list.load()
  },
  leave: list.leave,
}

function searchNow() {
  window.clearTimeout(typing)
  typing = null
  const options = { replace: list.query().name_filter !== "" }
  list.set({ name_filter: search.value.trim() }, options)
}

let users = []
function draw(items) {
  users = items
  show(items)
  return items.some(pending) ? 3_000 : 30_000
}

function pending(user) {
  return Object.values(user.servers ?? {}).some(server => server.pending !== null)
}

/** Shows what was begun while it goes on, and how it ended. */
async function changed(name, work) {
  list.refresh(1_000)
  await work
  try {
    const { data } = await api("GET", `users/${encodeURIComponent(name)}?include_stopped_servers=1`)
    draw(users.map(user => (user.name === name ? data : user)))
    if (pending(data)) list.refresh(3_000)
  } catch {
    // Gone, or no right to look at it alone: the list knows.
    reload()
  }
}
