// The page of containers: search, what can be done with one, the store's order, and what goes on by itself.
import { api, during } from "./api.js"
import { addDialog } from "./containers/add-dialog.js"
import { editDialog } from "./containers/edit-dialog.js"
import { logDialog } from "./containers/log-dialog.js"

const pollMs = 2000
const cards = [...document.querySelectorAll(".container-card")]
const byId = id => document.getElementById(id)
const path = card => `containers/${encodeURIComponent(card.dataset.id)}`

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

addDialog()
const openEdit = editDialog()
const openLog = logDialog()

// ---- what can be done with one

const actions = {
  log: card => openLog(path(card), card.dataset.name),
  verify: card => api("POST", `${path(card)}/verify`).then(() => location.reload()),
  default: card => api("PATCH", path(card), { default: true }).then(() => location.reload()),
  up: card => api("PATCH", path(card), { position: Math.max(0, card.dataset.place - 1) }).then(() => location.reload()),
  share: async (card, button) => showOver(button, await openEdit(path(card), "share")),
  edit: async (card, button) => showOver(button, await openEdit(path(card), "edit")),
  delete: async (card, button) => showOver(button, await askDelete(card)),
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

/** Whoever closes it is back at the button, which lost the focus as it was disabled. */
function showOver(button, dialog) {
  button.disabled = false
  button.focus()
  dialog.showModal()
}

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
  return byId("delete-dialog")
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
