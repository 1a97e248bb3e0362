// The groups of the hub: who is in them and their properties.
import { addGroup } from "./add-group.js"
import { deleteGroup } from "./delete-group.js"
import { editGroup } from "./edit-group.js"
import { button, cell, element } from "./element.js"
import { loginNotice } from "./group-names.js"
import { createList } from "./list.js"
import { keepRows } from "./rows.js"
import { may } from "./site.js"

const section = document.getElementById("groups-view")
const shownMembers = 8
const list = createList({
  view: "groups",
  path: "groups",
  section,
  words: { one: "group", many: "groups", none: () => "There are no groups yet." },
  draw(groups) {
    show(groups)
    return 60_000
  },
})
const reload = () => list.load()
const show = keepRows(section.querySelector("tbody"), group => group.name, groupRow)

document.getElementById("add-group")?.addEventListener("click", () => addGroup(reload))
document.getElementById("groups-notice").append(loginNotice() ?? "")

export const groupsView = { section, enter: reload, leave: list.leave }

function groupRow(group) {
  const focus = what => ({ dataset: { focus: `group|${what}` } })
  const edit = () => editGroup(group, reload)
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, group.name),
    cell("Members", ...members(group.users ?? [])),
    cell("Properties", ...properties(group.properties ?? {})),
    element(
      "td",
      { className: "actions" },
      may("groups") && button("Edit…", "btn-outline", group.name, edit, focus("edit")),
      may("delete:groups") &&
        button("Delete…", "btn-outline-danger", group.name, () => deleteGroup(group, reload), focus("delete")),
    ),
  )
}

function members(names) {
  if (names.length === 0) return [element("span", { className: "muted" }, "nobody")]
  const tags = names.slice(0, shownMembers).map(name => element("li", { className: "tag" }, name))
  if (names.length > shownMembers) {
    const others = `and ${(names.length - shownMembers).toLocaleString("en")} more`
    tags.push(element("li", { className: "muted" }, others))
  }
  return [element("ul", { className: "tags" }, ...tags)]
}

function properties(values) {
  const entries = Object.entries(values)
  if (entries.length === 0) return [element("span", { className: "muted" }, "none")]
  const items = entries.map(([key, value]) =>
    element("li", { className: "wrap" }, element("code", {}, key), " ", JSON.stringify(value)),
  )
  return [element("ul", { className: "plain-list small" }, ...items)]
}
