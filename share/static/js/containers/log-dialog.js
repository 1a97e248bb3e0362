// The dialog that shows the log of a container's job, and follows it while there is more to come.
import { api } from "../api.js"

const pollMs = 2000
const byId = id => document.getElementById(id)

/** `open(path, name)`; it rejects where the log cannot be read. */
export function logDialog() {
  let following = null
  byId("log-dialog").addEventListener("close", () => {
    following = null
  })

  async function follow(path) {
    const { data } = await api("GET", `${path}/log`)
    if (following !== path) return
    const text = byId("log-text")
    const atEnd = text.scrollHeight - text.scrollTop - text.clientHeight < 40
    text.textContent = data.log === "" ? "Nothing was printed yet." : data.log
    byId("log-state").textContent = data.message ? `${data.state}: ${data.message}` : data.state
    if (atEnd) text.scrollTop = text.scrollHeight
    if (data.state !== "ready" && data.state !== "failed") again(path)
  }

  /** A hub that is away for a moment does not end it. */
  function again(path) {
    setTimeout(() => following === path && follow(path).catch(() => again(path)), pollMs)
  }

  return (path, name) => {
    byId("log-title").textContent = name
    byId("log-text").textContent = ""
    byId("log-state").textContent = ""
    byId("log-dialog").showModal()
    following = path
    return follow(path)
  }
}
