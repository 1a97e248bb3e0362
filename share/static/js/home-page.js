// The home page: stops, adds and deletes servers, and keeps itself up to date while one is starting or stopping.
import { api, during, serverPath } from "./api.js"
import "./extend.js"
import { displayName, slug } from "./server-name.js"

const user = window.jhdata.user

// Templates of sites may have the button of the own server as JupyterHub has it: by its id alone.
for (const button of document.querySelectorAll(".stop-server, #stop")) {
  button.addEventListener("click", () =>
    during(button, async () => {
      await api("DELETE", serverPath(user, serverOf(button)))
      location.reload()
    }),
  )
}

for (const button of document.querySelectorAll(".delete-server")) {
  button.addEventListener("click", () => {
    const name = serverOf(button)
    if (!window.confirm(`Delete the server "${name}"? Files in your home stay.`)) return
    during(button, async () => {
      await api("DELETE", serverPath(user, name), { remove: true })
      location.reload()
    })
  })
}

const form = document.getElementById("new-server-form")
form?.addEventListener("submit", event => {
  event.preventDefault()
  addServer(form)
})
for (const button of document.querySelectorAll("button.new-server-btn[type=button]"))
  button.addEventListener("click", () => addServer(button.parentElement))

function addServer(around) {
  const typed = displayName(around.querySelector(".new-server-name").value)
  if (typed === "") return
  during(around.querySelector(".new-server-btn"), async () => {
    await api("PUT", serverPath(user, slug(typed)), { display_name: typed })
    location.reload()
  })
}

// Something is on its way: look again while nobody is typing.
if (document.querySelector(".state-starting, .state-stopping")) {
  const timer = window.setInterval(() => {
    if (document.activeElement?.matches("input") || document.querySelector("dialog[open]")) return
    window.clearInterval(timer)
    location.reload()
  }, 10_000)
}

function serverOf(element) {
  return element.closest(".home-server-row")?.dataset.serverName ?? ""
}
