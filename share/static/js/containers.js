// The page of containers: search, adding, the live log, sharing, verifying, deleting, and the store's order.
import { api, during } from "./api.js"

const pollMs = 2000
const cards = [...document.querySelectorAll(".container-card")]
const byId = id => document.getElementById(id)
const path = card => `containers/${encodeURIComponent(card.dataset.id)}`
const words = text => text.split(",").flatMap(word => (word.trim() === "" ? [] : [word.trim()]))

byId("container-search").addEventListener("input", event => {
  const wanted = event.target.value.toLowerCase().split(/\s+/)
  for (const card of cards) card.hidden = !wanted.every(word => card.dataset.search.includes(word))
  for (const shelf of document.querySelectorAll(".shelf")) {
    shelf.hidden = ![...shelf.querySelectorAll(".container-card")].some(card => !card.hidden)
  }
  byId("no-match").hidden = cards.length === 0 || cards.some(card => !card.hidden)
})

for (const button of document.querySelectorAll("dialog [data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close())
}

// ---- adding

const addForm = byId("add-form")

byId("add-container")?.addEventListener("click", () => byId("add-dialog").showModal())

function showSource() {
  for (const field of addForm.querySelectorAll("[data-source]")) {
    field.hidden = field.dataset.source !== addForm.elements.source.value
  }
  const store = byId("store-fields")
  if (store) store.hidden = !addForm.elements.store.checked
}
addForm.addEventListener("change", showSource)
showSource()

byId("add-definition-file").addEventListener("change", async event => {
  const [file] = event.target.files
  if (file) byId("add-definition").value = await file.text()
})

addForm.addEventListener("submit", event => {
  event.preventDefault()
  submitting(addForm, async () => {
    const { source, name, description, labels, store } = addForm.elements
    const origin = { pull: "uri", definition: "definition", path: "path" }[source.value]
    const body = {
      source: source.value,
      name: name.value,
      description: description.value,
      labels: words(labels.value),
      [origin]: addForm.elements[origin].value,
    }
    if (store?.checked) body.store = await storePart()
    await api("POST", "containers", body)
    location.reload()
  })
})

async function storePart() {
  const { store_name, version, roles } = addForm.elements
  const [logo] = byId("store-logo").files
  return {
    name: store_name.value,
    roles: words(roles.value),
    ...(version.value === "" ? {} : { version: version.value }),
    ...(logo ? { logo: await dataAddress(logo) } : {}),
  }
}

function dataAddress(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result)
    reader.onerror = () => reject(new Error("The logo could not be read."))
    reader.readAsDataURL(file)
  })
}

/** What went wrong is said beside the fields, which keep what was filled in. */
async function submitting(form, work) {
  const button = form.querySelector("[type=submit]")
  const problem = form.querySelector(".form-error")
  button.disabled = true
  problem.hidden = true
  try {
    await work()
  } catch (error) {
    problem.textContent = error.message
    problem.hidden = false
  } finally {
    button.disabled = false
  }
}

// ---- what can be done with one

const actions = {
  log: showLog,
  verify: card => api("POST", `${path(card)}/verify`).then(() => location.reload()),
  default: card => api("PATCH", path(card), { default: true }).then(() => location.reload()),
  up: moveUp,
  share: card => openEdit(card, "share"),
  edit: (card, button) => openEdit(card, "edit", button),
  delete: askDelete,
}

for (const card of cards) {
  for (const button of card.querySelectorAll("[data-action]")) {
    button.addEventListener("click", () =>
      during(button, async () => {
        await actions[button.dataset.action](card, button)
        button.disabled = false
      }),
    )
  }
}

async function moveUp(card) {
  const shelf = [...document.querySelectorAll("#shelf-store ~ .cards .container-card")]
  const position = Math.max(0, shelf.indexOf(card) - 1)
  await api("PATCH", path(card), { position })
  location.reload()
}

let following = null

function showLog(card) {
  byId("log-title").textContent = card.dataset.name
  byId("log-text").textContent = ""
  byId("log-state").textContent = ""
  byId("log-dialog").showModal()
  following = card
  return follow(card)
}

byId("log-dialog").addEventListener("close", () => {
  following = null
})

async function follow(card) {
  const { data } = await api("GET", `${path(card)}/log`)
  if (following !== card) return
  const text = byId("log-text")
  const atEnd = text.scrollHeight - text.scrollTop - text.clientHeight < 40
  text.textContent = data.log === "" ? "Nothing was printed yet." : data.log
  byId("log-state").textContent = data.message ? `${data.state}: ${data.message}` : data.state
  if (atEnd) text.scrollTop = text.scrollHeight
  if (data.state !== "ready" && data.state !== "failed") setTimeout(() => following === card && follow(card), pollMs)
}

// ---- changing and sharing

let edited = null

function openEdit(card, part, button) {
  edited = { card, part }
  for (const field of document.querySelectorAll("#edit-form [data-part]")) field.hidden = field.dataset.part !== part
  byId("edit-title").textContent = part === "share" ? `Share ${card.dataset.name}` : card.dataset.name
  if (part === "edit") {
    byId("edit-name").value = card.dataset.name
    byId("edit-description").value = button.dataset.description
    byId("edit-labels").value = button.dataset.labels
  } else {
    const groups = words(card.dataset.groups)
    for (const box of document.querySelectorAll("#edit-form [name=group]")) box.checked = groups.includes(box.value)
  }
  byId("edit-dialog").showModal()
}

byId("edit-form").addEventListener("submit", event => {
  event.preventDefault()
  submitting(event.target, async () => {
    const boxes = [...document.querySelectorAll("#edit-form [name=group]:checked")]
    const change =
      edited.part === "share"
        ? { groups: boxes.map(box => box.value) }
        : {
            name: byId("edit-name").value,
            description: byId("edit-description").value,
            labels: words(byId("edit-labels").value),
          }
    await api("PATCH", path(edited.card), change)
    location.reload()
  })
})

// ---- deleting

let doomed = null

async function askDelete(card) {
  const { data } = await api("GET", `${path(card)}/uses`)
  const who = data.map(use => (use.server === "" ? use.user : `${use.user}/${use.server}`)).join(", ")
  doomed = { card, force: data.length > 0 }
  byId("delete-title").textContent = `Delete ${card.dataset.name}`
  byId("delete-text").textContent = "What the hub made for it is removed; a file of your own stays."
  const problem = byId("delete-dialog").querySelector(".form-error")
  problem.hidden = data.length === 0
  problem.textContent = `Sessions run in it now: ${who}. They may break when it goes.`
  byId("delete-dialog").showModal()
}

byId("delete-yes").addEventListener("click", event =>
  during(event.target, async () => {
    await api("DELETE", `${path(doomed.card)}${doomed.force ? "?force=true" : ""}`)
    location.reload()
  }),
)

// ---- what goes on by itself

const states = {
  requested: "requested",
  queued: "waiting for a node",
  building: "being made",
  deleting: "being deleted",
}

async function watchBusy() {
  const busy = cards.filter(card => card.dataset.busy !== undefined)
  if (busy.length === 0) return
  for (const card of busy) {
    const now = await api("GET", path(card)).then(
      answer => answer.data ?? undefined,
      error => (error.status === 404 ? null : undefined),
    )
    // An open dialog is not taken away under somebody's hands: the page is loaded anew when it is closed.
    if (now === null || (now && !(now.state in states))) {
      delete card.dataset.busy
      if (document.querySelector("dialog[open]") === null) return location.reload()
      document.querySelector("dialog[open]").addEventListener("close", () => location.reload(), { once: true })
      return
    }
    if (!now) continue
    card.querySelector(".container-state").textContent = states[now.state]
    const message = card.querySelector(".container-message")
    message.textContent = now.message ?? ""
    message.hidden = !now.message
  }
  setTimeout(watchBusy, pollMs)
}

watchBusy()
