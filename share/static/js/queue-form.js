// The spawn form of a cluster, kept up to date: what is free in each queue, and what would become of the start as filled in.
import { api } from "./api.js"
import { showEstimate } from "./estimate.js"

const refreshMs = 15_000
const typingMs = 600

export function liveQueues(form) {
  const user = form.dataset.forUser
  let asked = 0
  let timer = 0
  let current = new AbortController()

  async function showFree() {
    if (document.visibilityState !== "visible") return
    const query = user === undefined ? "" : `?user=${encodeURIComponent(user)}`
    // Without an answer the form says what it knows already.
    const { data } = await api("GET", `queues${query}`).catch(() => ({ data: [] }))
    for (const queue of data)
      for (const element of form.querySelectorAll(`[data-queue-now="${CSS.escape(queue.name)}"]`))
        if (queue.now) element.textContent = queue.now.text
  }

  async function estimate() {
    asked += 1
    const mine = asked
    current.abort()
    current = new AbortController()
    const body = { user_options: optionsOf(form), ...(user === undefined ? {} : { user }) }
    try {
      const { data } = await api("POST", "queues/estimate", body, { signal: current.signal })
      // An answer that has been overtaken says nothing of what is filled in now.
      if (mine === asked) showEstimate(data, options => fill(form, options))
    } catch (error) {
      if (error.name !== "AbortError" && mine === asked) showEstimate(null)
    }
  }

  const soon = () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(estimate, typingMs)
  }
  form.addEventListener("input", soon)
  form.addEventListener("change", soon)
  document.addEventListener("visibilitychange", showFree)
  window.setInterval(showFree, refreshMs)
  showFree()
  estimate()
}

function optionsOf(form) {
  const given = [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && value !== "" && !name.startsWith("_"),
  )
  return Object.fromEntries(given)
}

/** Takes over a choice: what it does not name is emptied. */
function fill(form, options) {
  for (const field of form.querySelectorAll("[name]")) {
    if (field.name.startsWith("_") || field.type === "submit") continue
    const value = String(options[field.name] ?? "")
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value
    else field.value = value
  }
  // What follows from the queue (types, hints) is not a form's own business.
  for (const field of form.querySelectorAll("[name=queue]:checked, select[name=queue]"))
    field.dispatchEvent(new Event("change", { bubbles: true }))
}
