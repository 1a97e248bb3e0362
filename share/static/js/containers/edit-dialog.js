// The dialogs that change a container: what it is called and, for the store, all that an entry says; and with whom it is shared.
import { api } from "../api.js"
import { submitting } from "./form-work.js"
import { storeFields, words } from "./store-fields.js"

const byId = id => document.getElementById(id)

/** `open(path, part)` asks the hub first how the container is now; `part` is `edit` or `share`. */
export function editDialog() {
  const form = byId("edit-form")
  const storePart = byId("edit-store-fields")
  const store = storePart && storeFields(storePart)
  let edited = null

  async function read() {
    if (edited.part === "share") return { groups: chosenGroups() }
    const common = {
      name: byId("edit-name").value,
      description: byId("edit-description").value,
      labels: words(byId("edit-labels").value),
    }
    if (!edited.isStore) return common
    return { ...common, ...(await store.read()), default: byId("edit-default").checked }
  }

  form.addEventListener("submit", event => {
    event.preventDefault()
    submitting(form, async () => {
      const change = differences(edited.before, await read())
      if (Object.keys(change).length > 0) await api("PATCH", edited.path, change)
      location.reload()
    })
  })

  return async (path, part) => {
    const { data: model } = await api("GET", path)
    edited = { path, part, isStore: store !== null && model.owner === null }
    byId("edit-title").textContent = part === "share" ? `Share ${model.name}` : `Edit ${model.name}`
    for (const field of form.querySelectorAll("[data-part]")) field.hidden = field.dataset.part !== part
    if (storePart) storePart.hidden = part === "share" || !edited.isStore
    form.querySelector(".form-error").hidden = true
    if (part === "share") {
      showGroups(model.groups)
    } else {
      byId("edit-name").value = model.name
      byId("edit-description").value = model.description
      byId("edit-labels").value = model.labels.join(", ")
      if (edited.isStore) {
        store.show(model)
        byId("edit-default").checked = model.default
      }
    }
    edited.before = await read()
    return byId("edit-dialog")
  }
}

/** What somebody else changed meanwhile is not set back to how it was. */
function differences(before, after) {
  const changed = Object.entries(after).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]))
  return Object.fromEntries(changed)
}

function groupBoxes() {
  return [...document.querySelectorAll("#edit-form [name=group]")]
}

function chosenGroups() {
  return groupBoxes().flatMap(box => (box.checked ? [box.value] : []))
}

/** One's own groups, and those that it is shared with already: who has left a group can still take it back. */
function showGroups(groups) {
  const known = groupBoxes().map(box => box.value)
  for (const group of groups.filter(name => !known.includes(name))) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "group", value: group })
    const label = Object.assign(document.createElement("label"), { className: "check" })
    label.append(box, ` ${group}`)
    byId("edit-groups").append(label)
  }
  for (const box of groupBoxes()) box.checked = groups.includes(box.value)
  byId("edit-no-group").hidden = groupBoxes().length > 0
}
