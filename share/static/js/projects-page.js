// The projects page: makes projects, asks to join, lets people in and takes them out.
import { api, during } from "./api.js"

const projectOf = element => `projects/${encodeURIComponent(element.closest("[data-project]").dataset.project)}`
const memberOf = element =>
  `${projectOf(element)}/members/${encodeURIComponent(element.closest("[data-member]").dataset.member)}`

function onClick(selector, work) {
  for (const button of document.querySelectorAll(selector))
    button.addEventListener("click", () =>
      during(button, async () => {
        await work(button)
        location.reload()
      }),
    )
}

onClick("[data-join]", button => api("POST", `${projectOf(button)}/join`))
onClick("[data-put]", button => api("PUT", memberOf(button), { role: button.dataset.put }))

for (const button of document.querySelectorAll("[data-remove]")) {
  button.addEventListener("click", () => {
    const name = button.closest("[data-member]").dataset.member
    const what = button.dataset.remove
    if (
      (what === "leave" || what === "remove") &&
      !window.confirm(what === "leave" ? "Leave this project?" : `Take ${name} out of it?`)
    )
      return
    during(button, async () => {
      await api("DELETE", memberOf(button))
      location.reload()
    })
  })
}

for (const form of document.querySelectorAll(".add-member")) {
  form.addEventListener("submit", event => {
    event.preventDefault()
    const name = form.elements.user.value.trim()
    during(form.querySelector("button"), async () => {
      await api("PUT", `${projectOf(form)}/members/${encodeURIComponent(name)}`, {})
      location.reload()
    })
  })
}

const making = document.getElementById("new-project")
making?.addEventListener("submit", event => {
  event.preventDefault()
  during(making.querySelector("button"), async () => {
    await api("POST", "projects", filledIn(making))
    location.reload()
  })
})

/** What is left empty is not sent; the last day ends at midnight of the viewer's own time zone. */
function filledIn(form) {
  const value = name => form.elements[name].value.trim()
  const body = { name: value("name"), owner: value("owner") }
  if (value("display_name") !== "") body.display_name = value("display_name")
  if (value("account") !== "") body.account = value("account")
  if (value("gpu_hours") !== "") body.gpu_hours = Number(value("gpu_hours"))
  if (value("expires_at") !== "") {
    const end = new Date(`${value("expires_at")}T00:00:00`)
    end.setDate(end.getDate() + 1)
    body.expires_at = end.toISOString()
  }
  return body
}
