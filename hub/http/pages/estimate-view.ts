/** An estimate in words: what the spawn form says of a start, as share/static/js/estimate.js says it in a browser with scripts. */
import type { Estimate } from "../../core/queues/estimate.ts"

export function estimateView(estimate: Estimate) {
  const { refusal, start, better } = estimate
  return {
    refused: refusal !== null || start?.outcome === "refused",
    text: textOf(estimate),
    start: start?.outcome === "start" ? start.at : null,
    cost: budgetText(costText(estimate.gpuHours), estimate.budget),
    booking: estimate.booking?.message ?? "",
    better_title: refusal === null ? "Would start sooner:" : "Would be admitted:",
    better: better.map(({ change, at, gpuHours }) => ({ change, start: at, cost: costText(gpuHours) })),
  }
}

function textOf({ refusal, start }: Estimate): string {
  if (refusal !== null) return refusal.message
  if (start === null) return "It would be admitted."
  if (start.outcome === "refused") return `The cluster would not take it: ${start.says}`
  return start.outcome === "unknown" ? `When it would start is not known: ${start.cause}` : "Expected start:"
}

function budgetText(cost: string, budget: Estimate["budget"]): string {
  return cost === "" || budget === null
    ? cost
    : `${cost} of the ${Number(budget.left.toFixed(1))} that you have left this ${budget.window}`
}

/** Nothing for a session without GPUs, or without an end. */
function costText(gpuHours: number | null): string {
  if (gpuHours === null || gpuHours === 0) return ""
  return `${Number(gpuHours.toFixed(1))} GPU-hours`
}
