// The admin page: users, groups and runs through the REST API, each a view that the address names.
import { groupsView } from "./admin/groups.js"
import { route } from "./admin/route.js"
import { runsView } from "./admin/runs.js"
import { shutDown } from "./admin/shut-down.js"
import { stopAll } from "./admin/stop-all.js"
import { usersView } from "./admin/users.js"

const views = { users: usersView, groups: groupsView, runs: runsView }
const links = [...document.querySelectorAll("#admin-views a")]
let current = null

document.getElementById("stop-all")?.addEventListener("click", stopAll)
document.getElementById("shut-down")?.addEventListener("click", shutDown)
window.addEventListener("hashchange", show)
show()

function show() {
  const { view } = route()
  const name = Object.hasOwn(views, view) ? view : "users"
  const next = views[name]
  if (next !== current) {
    current?.leave()
    for (const { section } of Object.values(views)) section.hidden = section !== next.section
    for (const link of links) {
      if (link.hash === `#/${name}`) link.setAttribute("aria-current", "page")
      else link.removeAttribute("aria-current")
    }
    current = next
  }
  next.enter()
}
