// A booking in words and as an entry of the calendar.
import { span, wall } from "./zone.js"

const states = {
  requested: "not approved yet",
  active: "holds now",
  approved: "",
  ending: "cancelled, not free yet",
  cancelled: "cancelled",
  refused: "refused",
  failed: "not possible",
  ended: "over",
}

export function what(booking) {
  const type = booking.gpu_type ? `${booking.gpu_type} ` : ""
  if (booking.unit === "gpus") return `${booking.gpus} ${type}GPU${booking.gpus === 1 ? "" : "s"}`
  return booking.nodes.length > 3 ? `${booking.nodes.length} nodes` : booking.nodes.join(", ")
}

export function whose(booking) {
  if (booking.source === "slurm") return booking.name
  return booking.owner ?? "booked"
}

export function facts(booking, zone) {
  const parts = [what(booking), span(booking.starts, booking.ends, zone), stateOf(booking)]
  const people = [...(booking.users ?? []), ...(booking.group ? [`group ${booking.group}`] : [])]
  if (people.length > 0) parts.push(`for ${people.join(", ")}`)
  if (booking.source === "slurm") parts.push("made in Slurm, and changed only there")
  if (booking.note) parts.push(booking.note)
  if (booking.message) parts.push(words(booking))
  return parts.filter(part => part !== "").join(" · ")
}

/** What an approver wrote is shown as theirs; everything else is the hub's or Slurm's. */
function words({ state, message, approved_by: yes, changed_by: by, owner }) {
  const decided = state === "refused" ? by !== owner : yes === by && ["approved", "active"].includes(state)
  return decided && by && !/^(?:Slurm|Jobs) /.test(message) ? `${by} says: ${message}` : message
}

/** What its owner has to know: all that is to come, and what somebody else said no to. */
export function concerns(booking) {
  if (!booking.mine || booking.source !== "hub") return false
  if (["requested", "approved", "active", "ending", "refused", "failed"].includes(booking.state)) return true
  return booking.state === "cancelled" && booking.changed_by !== booking.owner
}

/** What nobody has to approve any more waits for Slurm. */
function stateOf({ state, approved_at }) {
  if (state === "requested" && approved_at) return "not in Slurm yet"
  return states[state] ?? state
}

export function kindOf(booking) {
  if (booking.source === "slurm") return "booking-slurm"
  if (booking.state === "failed" || booking.state === "refused") return "booking-failed"
  if (booking.state === "requested") return "booking-requested"
  return booking.mine ? "booking-mine" : "booking-other"
}

export function entry(booking, zone, rowsOf) {
  return {
    id: booking.name,
    resourceIds: rowsOf(booking),
    start: wall(booking.starts, zone),
    end: wall(booking.ends, zone),
    title: booking.unit === "gpus" ? `${whose(booking)}: ${what(booking)}` : whose(booking),
    classNames: [kindOf(booking)],
    startEditable: booking.may_change && booking.state !== "active",
    durationEditable: booking.may_change,
    extendedProps: { booking },
  }
}
