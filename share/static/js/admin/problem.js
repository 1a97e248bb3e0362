// What went wrong, why, and what to do about it.
import { element } from "./element.js"

/** The paragraphs that tell of an error: the hub's words, then what helps. */
export function problem(error) {
  const advice = adviceFor(error)
  return [
    element("p", { className: "pre-wrap wrap" }, error.message),
    advice === "" ? null : element("p", { className: "muted small" }, advice, loginLink(error)),
  ]
}

/** Tells it in a dialog whose title says what could not be done. */
export function complain(what, error) {
  const title = element("h2", { id: "problem-title" }, what)
  const close = element("button", { className: "btn btn-primary", autofocus: true }, "OK")
  const form = element("form", { method: "dialog" }, element("p", { className: "actions" }, close))
  const dialog = element("dialog", { "aria-labelledby": title.id }, title, ...problem(error), form)
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

function adviceFor({ status, retryAfter, message }) {
  if (status === 0) return "Check that the hub is running and that this computer has a network, then try again."
  if (loggedOut(status, message)) return "Your login has ended. "
  if (status === 403) return "Your roles do not allow it: whoever sets up the hub can give you the scope."
  if (status === 404) return "It may have been removed or renamed in the meantime."
  if (status === 429) return `The hub is busy: try again in ${retryAfter ?? 30} seconds.`
  if (status >= 500) return "The hub's log has the details. If it happens again, look there."
  return ""
}

function loginLink({ status, message }) {
  if (!loggedOut(status, message)) return null
  const { base_url } = window.jhdata
  const next = encodeURIComponent(location.pathname + location.hash)
  return element("a", { href: `${base_url}login?next=${next}` }, "Log in again")
}

function loggedOut(status, message) {
  return status === 403 && /credentials|_xsrf|XSRF/.test(message)
}
