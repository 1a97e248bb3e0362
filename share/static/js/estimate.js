// Shows an estimate of the hub: when a start would begin, what it would cost, and what would begin sooner.
import { fromNow, timeElement } from "./times.js"

const box = document.getElementById("start-estimate")

/** `use` takes a choice's options over; without it choices are told alone. Null hides what is out of date. */
export function showEstimate(estimate, use) {
  box.hidden = estimate === null
  if (estimate === null) return
  const start = document.getElementById("estimate-start")
  start.classList.toggle("text-danger", !estimate.admitted)
  start.replaceChildren(...startText(estimate))
  showBooking(estimate)
  document.getElementById("estimate-cost").textContent = budgetText(costText(estimate.gpu_hours), estimate.budget)
  showBetter(estimate, use)
}

/** The warning alone; nothing where no booking is in the way. */
export function showBooking({ booking }) {
  const warning = document.getElementById("estimate-booking")
  warning.hidden = booking === null
  warning.textContent = booking === null ? "" : booking.message
}

/** The list alone; nothing where there is no better choice. `label` is what the buttons say. */
export function showBetter({ better, refusal }, use, label = "use this") {
  document.getElementById("estimate-better-box").hidden = better.length === 0
  document.getElementById("estimate-better-title").textContent =
    refusal === null ? "Would start sooner:" : "Would be admitted:"
  document.getElementById("estimate-better").replaceChildren(
    ...better.map(choice => {
      const item = document.createElement("li")
      item.append(choice.change, ...(choice.start === null ? [] : [": ", when(choice.start)]))
      const cost = costText(choice.gpu_hours)
      if (cost !== "") item.append(`, ${cost}`)
      if (use) {
        const button = document.createElement("button")
        button.type = "button"
        button.className = "btn btn-sm btn-outline"
        button.textContent = label
        button.setAttribute("aria-label", `${label}: ${choice.change}`)
        button.addEventListener("click", () => use(choice.user_options))
        item.append(" ", button)
      }
      return item
    }),
  )
}

function startText({ refusal, start, scheduler_says: says, admitted }) {
  if (refusal !== null) return [refusal.message]
  if (start !== null) return ["Expected start: ", when(start)]
  if (says === null) return ["It would be admitted."]
  return [admitted ? `When it would start is not known: ${says}` : `The cluster would not take it: ${says}`]
}

function when(text) {
  const date = new Date(text)
  const element = timeElement(date)
  element.textContent = date.getTime() - Date.now() < 60_000 ? "at once" : fromNow(date)
  return element
}

function budgetText(cost, budget) {
  if (cost === "" || !budget) return cost
  return `${cost} of the ${Number(budget.left.toFixed(1))} that you have left this ${budget.window}`
}

/** Nothing for a session without GPUs, or without an end. */
function costText(hours) {
  return hours === null || hours === 0 ? "" : `${Number(hours.toFixed(1))} GPU-hours`
}
