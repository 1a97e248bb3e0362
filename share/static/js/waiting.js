// While a start waits in the queue: its place, what would start sooner, and the change to it.
import { api, showError } from "./api.js"
import { showBetter, showBooking } from "./estimate.js"

const lookMs = 10_000
const estimateEvery = 6

/** Until `stopped` says so. A look that fails is made again at the next turn. */
export function followPlace(runId, stopped) {
  let turn = 0
  let asked = null
  const look = async () => {
    if (stopped()) return window.clearInterval(timer)
    if (document.visibilityState !== "visible") return
    turn += 1
    const run = await api("GET", `runs/${encodeURIComponent(runId)}`).catch(() => null)
    if (run === null) return
    showPlace(run.data)
    // In its first seconds most jobs start, or Slurm has not looked at them: nothing to choose something sooner from.
    const { state, estimate, requested_at: since } = run.data
    const settled = state === "queued" && (estimate !== null || Date.now() - new Date(since).getTime() > lookMs)
    if (!settled || (asked !== null && turn - asked < estimateEvery)) return
    asked = turn
    await showSooner(run.data)
  }
  const timer = window.setInterval(look, lookMs)
  look()
}

function showPlace({ place }) {
  document.getElementById("place-row").hidden = place === null
  if (place !== null) document.getElementById("place").textContent = `${place.place} of ${place.of}`
}

/** As if the start were made anew: what the run holds counts as free. */
async function showSooner(run) {
  const answer = await api("POST", "queues/estimate", { user: run.user, run: run.id }).catch(() => null)
  if (answer !== null) showBooking(answer.data)
  const sooner = (answer?.data.better ?? []).filter(
    choice => choice.start !== null && (run.estimate === null || choice.start < run.estimate),
  )
  showBetter({ better: sooner, refusal: null }, options => change(run, options), "change to this")
}

/** The page shows the new start once it has taken the old one's place. A refusal leaves everything as it is. */
async function change(run, options) {
  const buttons = document.querySelectorAll("#estimate-better button")
  const status = document.getElementById("change-status")
  for (const button of buttons) button.disabled = true
  status.textContent = "Changing over…"
  try {
    await api("POST", `runs/${encodeURIComponent(run.id)}/change`, { user_options: options })
    location.reload()
  } catch (error) {
    status.textContent = ""
    for (const button of buttons) button.disabled = false
    showError(error)
  }
}
