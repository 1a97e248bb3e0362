// The progress page: follows the start of a server, shows where it stands, and goes there when it is ready.
import { api, showError } from "./api.js"
import { notify, offerNotifications } from "./notify.js"
import { clock, showTimes, timeElement } from "./times.js"
import { followPlace } from "./waiting.js"

const page = document.getElementById("spawn-progress")
const bar = document.getElementById("progress-bar")
const fill = bar.querySelector(".progress-fill")
const message = document.getElementById("progress-message")
const log = document.getElementById("progress-log")
const stop = document.getElementById("stop-server-btn")
const stopStatus = document.getElementById("stop-server-status")
const started = new Date(page.dataset.started)
let stopping = false
let followed = false

setProgress(Number(fill.dataset.progress))
// The stream tells everything from the beginning: what is on the page already, with its times, is not written again.
const told = [...log.querySelectorAll("span")].map(element => element.textContent)

// A site's own policy may not let scripts run that stand in a page.
const source = window.openProgress?.() ?? new EventSource(page.dataset.progressUrl)
source.onmessage = event => follow(JSON.parse(event.data))
// A stream that the hub refused (the server is ready, or not starting any more) is not tried again: the page knows where to go.
source.onerror = () => {
  if (source.readyState === EventSource.CLOSED && !stopping) window.setTimeout(() => location.reload(), 5_000)
}
window.addEventListener("pagehide", () => source.close())

stop.hidden = false
stop.addEventListener("click", async () => {
  stopping = true
  stop.disabled = true
  stopStatus.textContent = "Stopping the server…"
  try {
    await api("DELETE", page.dataset.stopUrl)
    source.close()
    location.assign(page.dataset.homeUrl)
  } catch (error) {
    stopping = false
    stop.disabled = false
    stopStatus.textContent = ""
    showError(error)
  }
})

offerNotifications(document.getElementById("notify-row"))
if (page.dataset.waits) followQueue()

showElapsed()
window.setInterval(showElapsed, 1_000)

function follow(event) {
  if (typeof event.progress === "number") setProgress(event.progress)
  if (event.message !== undefined || event.html_message !== undefined) say(event)
  if (event.estimate !== undefined) {
    showEstimate(event.estimate)
    followQueue()
  }
  if (!event.ready && !event.failed) return
  source.close()
  if (event.ready) notify("Your server is ready", "It has started, and waits for you.")
  else if (!stopping) notify("Your server could not be started", event.message ?? "")
  // The page knows where to go on: to the server, or to what the hub says of the failure.
  if (!stopping) location.reload()
}

/** From when it waits: that may be a while after the page was opened. */
function followQueue() {
  if (followed || !page.dataset.queue) return
  followed = true
  followPlace(page.dataset.run, () => source.readyState === EventSource.CLOSED)
}

function setProgress(percent) {
  bar.setAttribute("aria-valuenow", String(percent))
  fill.style.width = `${percent}%`
}

function say(event) {
  write(message, event)
  const known = told.indexOf(event.message)
  if (known >= 0) {
    told.splice(0, known + 1)
    return
  }
  const entry = document.createElement("li")
  entry.className = "progress-log-event"
  const now = new Date()
  const time = timeElement(now)
  time.textContent = clock(now)
  const text = document.createElement("span")
  write(text, event)
  entry.append(time, " ", text)
  log.append(entry)
}

// html_message is the site's own HTML (of its spawner or hook), as in JupyterHub; text never becomes HTML.
function write(element, event) {
  if (event.html_message) element.innerHTML = event.html_message
  else element.textContent = event.message ?? ""
}

function showEstimate(value) {
  const row = document.getElementById("estimate-row")
  const date = value === null ? null : new Date(value)
  row.hidden = date === null || Number.isNaN(date.getTime())
  if (row.hidden) return
  document.getElementById("estimate").replaceChildren(timeElement(date))
  showTimes(row)
}

function showElapsed() {
  if (Number.isNaN(started.getTime())) return
  const seconds = Math.max(0, Math.floor((Date.now() - started.getTime()) / 1000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  const padded = [minutes, rest].map(part => String(part).padStart(2, "0")).join(":")
  document.getElementById("elapsed").textContent = `(${hours > 0 ? `${hours}:` : ""}${padded})`
}
