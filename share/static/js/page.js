// What every page does: times in the reader's zone, forms that are sent once, menus that close.
import { showTimes } from "./times.js"

showTimes(document)
window.setInterval(() => showTimes(document), 30_000)

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) {
      event.preventDefault()
      return
    }
    form.dataset.sent = "yes"
    const button = form.querySelector("button[type=submit][data-busy]")
    if (!button) return
    button.dataset.label = button.textContent
    button.textContent = button.dataset.busy
    button.setAttribute("aria-disabled", "true")
  })
}

// The browser's back button shows a page as it was left: its form may be sent again.
window.addEventListener("pageshow", event => {
  if (!event.persisted) return
  for (const form of document.querySelectorAll("form[data-once]")) {
    delete form.dataset.sent
    const button = form.querySelector("button[data-label]")
    if (!button) continue
    button.textContent = button.dataset.label
    button.removeAttribute("aria-disabled")
  }
})

for (const menu of document.querySelectorAll("details.dropdown")) {
  document.addEventListener("click", event => {
    if (!menu.contains(event.target)) menu.open = false
  })
  menu.addEventListener("keydown", event => {
    if (event.key !== "Escape") return
    menu.open = false
    menu.querySelector("summary").focus()
  })
}
