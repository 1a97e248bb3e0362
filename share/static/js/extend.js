// Sessions with a time limit on the home page: more time, and a warning before the end.
import { api, during } from "./api.js"
import { notify } from "./notify.js"

const warnMs = 15 * 60_000
/** Timers of browsers end here, and at once for what is longer. */
const longestMs = 2 ** 31 - 1

for (const box of document.querySelectorAll(".extend[data-run]")) {
  offerMore(box)
  warnInTime(box)
}

function offerMore(box) {
  const form = box.querySelector(".extend-form")
  if (!form) return
  form.hidden = false
  const button = form.querySelector("button")
  button.addEventListener("click", () =>
    during(button, async () => {
      const minutes = Number(form.querySelector("select").value)
      await api("POST", `runs/${encodeURIComponent(box.dataset.run)}/extend`, { minutes })
      location.reload()
    }),
  )
}

function warnInTime(box) {
  const warning = box.querySelector(".ends-warning")
  const rest = new Date(box.dataset.ends).getTime() - Date.now() - warnMs
  if (!warning.hidden || !(rest > 0 && rest < longestMs)) return
  window.setTimeout(() => {
    warning.hidden = false
    notify("Your session ends in 15 minutes", "Save your work, or give it more time on the home page.")
  }, rest)
}
