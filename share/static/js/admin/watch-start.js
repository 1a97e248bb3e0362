// Follows the start of a server in a dialog: how far it is, what happened, and where to go then.
import { serverPath } from "../api.js"
import { clock } from "../times.js"
import { element } from "./element.js"
import { sentence, spokenName } from "./server-words.js"
import { may } from "./site.js"

const { base_url, xsrf_token } = window.jhdata

export function watchStart(user, server) {
  const of = spokenName(user, server)
  const title = element("h2", { id: "watch-title" }, `Start of ${of}`)
  const bar = element("progress", { max: 100, value: 0, "aria-label": "How far the start is" })
  const message = element("p", { className: "progress-message", role: "status" })
  const log = element("ol", { className: "progress-log" })
  const buttons = element(
    "p",
    { className: "actions end" },
    element("button", { className: "btn btn-outline" }, "Close"),
  )
  const form = element("form", { method: "dialog" }, buttons)
  const dialog = element("dialog", { "aria-labelledby": title.id, className: "wide" }, title, bar, message, log, form)

  const path = `${base_url}api/${serverPath(user, server)}/progress?_xsrf=${encodeURIComponent(xsrf_token ?? "")}`
  const source = new EventSource(path)
  source.onmessage = event => follow(JSON.parse(event.data))
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) message.textContent = `${sentence(of)} is not starting any more.`
  }
  dialog.addEventListener("close", () => {
    source.close()
    dialog.remove()
  })
  document.body.append(dialog)
  dialog.showModal()

  function follow({ progress, message: text, ready, failed, url }) {
    if (typeof progress === "number") bar.value = progress
    if (text) {
      message.textContent = text
      log.append(element("li", {}, element("time", {}, clock(new Date())), " ", text))
    }
    if (!ready && !failed) return
    source.close()
    if (failed) message.className = "progress-message text-danger"
    if (ready && url && may("access:servers")) {
      buttons.append(element("a", { className: "btn btn-primary", href: url }, "Access"))
    }
  }
}
