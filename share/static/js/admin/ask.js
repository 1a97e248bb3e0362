// Asks in a dialog, and stays open with the reason while what was asked for does not work.
import { element } from "./element.js"
import { problem } from "./problem.js"

/**
 * `content` are the dialog's elements, `action` the words of its button. `work` runs when it is sent; when it throws, the
 * dialog says why and can be sent again. Where a field has `autofocus` it is where typing begins; a dangerous dialog
 * begins on Cancel.
 */
export function ask({ title, content, action, danger = false, wide = false, work }) {
  const heading = element("h2", { id: "ask-title" }, title)
  const error = element("div", { className: "alert alert-danger", role: "alert", hidden: true })
  const send = element("button", { type: "submit", className: `btn ${danger ? "btn-danger" : "btn-primary"}` }, action)
  const cancel = element("button", { type: "button", className: "btn btn-outline", autofocus: danger }, "Cancel")
  const buttons = element("p", { className: "actions end" }, cancel, send)
  const form = element("form", {}, heading, ...content, error, buttons)
  const dialog = element("dialog", { "aria-labelledby": heading.id, className: wide ? "wide" : "" }, form)

  let working = false
  cancel.addEventListener("click", () => dialog.close())
  dialog.addEventListener("cancel", event => working && event.preventDefault())
  dialog.addEventListener("close", () => dialog.remove())
  form.addEventListener("submit", async event => {
    event.preventDefault()
    if (working) return
    busy(true)
    try {
      await work(form)
      dialog.close()
    } catch (failed) {
      error.replaceChildren(...problem(failed).filter(Boolean))
      error.hidden = false
      busy(false)
      error.scrollIntoView({ block: "nearest" })
    }
  })

  function busy(is) {
    working = is
    send.disabled = is
    cancel.disabled = is
    form.setAttribute("aria-busy", String(is))
    if (is) error.hidden = true
  }

  document.body.append(dialog)
  dialog.showModal()
  return dialog
}
