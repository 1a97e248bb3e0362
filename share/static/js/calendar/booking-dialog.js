// The form in which a booking is made, looked at, changed and cancelled.
import { api } from "../api.js"
import { facts, whose } from "./words.js"
import { fieldsOf, hourFromNow, instant, span, wall } from "./zone.js"

const get = id => document.getElementById(`booking-${id}`)
const dialog = document.getElementById("booking")
const form = get("form")

/** What came of it: Slurm has it, or somebody has to say yes, or it waits, and why. */
function booked({ data: { state, message } }) {
  const first = state === "requested" ? "Your booking is requested." : "Booked."
  return message ? `${first} ${message}` : first
}

/** `done` is called after each change, with a sentence about it. */
export function bookingDialog(settings, zoneNow, done) {
  let booking = null
  const queue = () => settings.queues.find(q => q.name === get("queue").value)

  function offerTypes() {
    const types = queue()?.types ?? []
    get("type").replaceChildren(new Option("any", ""), ...types.map(type => new Option(type, type)))
    form.querySelector("[data-type]").hidden = types.length === 0
  }

  function open(starts, ends) {
    say(null)
    const mayWrite = booking === null || booking.may_change
    for (const part of form.querySelectorAll("[data-new]")) part.hidden = booking !== null
    for (const input of form.querySelectorAll("input, select")) input.disabled = !mayWrite
    get("starts").disabled = !mayWrite || booking?.state === "active"
    get("title").textContent = booking === null ? "Book" : `Booking: ${whose(booking)}`
    get("facts").textContent = booking === null ? "" : facts(booking, zoneNow())
    get("zone").textContent = `Times in ${zoneNow()}.`
    get("starts").value = starts
    get("ends").value = ends
    get("users").value = (booking?.users ?? []).join(" ")
    get("group").value = booking?.group ?? ""
    get("note").value = booking?.note ?? ""
    get("save").textContent = booking === null ? "Book" : "Save"
    get("save").hidden = !mayWrite
    get("cancel").hidden = booking === null || !booking.may_change
    dialog.showModal()
  }

  function say(error) {
    const box = get("error")
    box.hidden = error === null
    if (error === null) return
    box.replaceChildren(document.createTextNode(error.message))
    const free = error.detail?.code === "reservation-conflict" ? error.detail.allowed : []
    if (free.length > 0) box.append(freeTimes(free))
  }

  /** What would be free is one click away. */
  function freeTimes(windows) {
    const list = document.createElement("p")
    list.className = "actions"
    for (const { starts, ends } of windows) {
      const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "btn btn-sm btn-outline",
        textContent: `Take ${span(starts, ends, zoneNow())}`,
      })
      button.addEventListener("click", () => {
        get("starts").value = wall(starts, zoneNow())
        get("ends").value = wall(ends, zoneNow())
        get("save").focus()
      })
      list.append(button)
    }
    return list
  }

  async function attempt(work, sentence) {
    get("save").disabled = true
    try {
      const answer = await work()
      dialog.close()
      done(typeof sentence === "function" ? sentence(answer) : sentence)
    } catch (error) {
      say(error)
    } finally {
      get("save").disabled = false
    }
  }

  function written() {
    // With an offset only where the clock shows the hour once: the hub says what is wrong with one that is not there.
    const times = { starts: get("starts").value, ends: get("ends").value, time_zone: zoneNow() }
    if (booking?.state === "active") delete times.starts
    const users = get("users")
      .value.split(/[\s,]+/)
      .filter(name => name !== "")
    return { ...times, users, group: get("group").value.trim() || null, note: get("note").value }
  }

  form.addEventListener("submit", event => {
    event.preventDefault()
    if (booking !== null) {
      const body = { ...written(), version: booking.version }
      return attempt(() => api("PATCH", `reservations/${booking.id}`, body), "The booking is changed.")
    }
    const count = Number(get("count").value)
    const unit = settings.unit === "gpus" ? "gpus" : get("unit").value
    const body = { queue: get("queue").value, [unit]: count, gpu_type: get("type").value || null, ...written() }
    return attempt(() => api("POST", "reservations", body), booked)
  })
  get("cancel").addEventListener("click", () =>
    attempt(
      () => api("DELETE", `reservations/${booking.id}`),
      ({ data }) => (data.state === "ending" ? `The booking ends. ${data.message}` : "The booking is cancelled."),
    ),
  )
  get("close").addEventListener("click", () => dialog.close())
  get("queue").addEventListener("change", offerTypes)
  form.querySelector("[data-unit]").hidden = settings.unit === "gpus"
  offerTypes()

  return {
    show(shown) {
      booking = shown
      open(wall(shown.starts, zoneNow()), wall(shown.ends, zoneNow()))
    },
    /** Dates of the calendar, or nothing. */
    create(starts, ends) {
      booking = null
      get("count").value = "1"
      open(starts ? fieldsOf(starts) : hourFromNow(1, zoneNow()), ends ? fieldsOf(ends) : hourFromNow(3, zoneNow()))
    },
    /** The same once more, at a time that the reader chooses. */
    again(failed) {
      booking = null
      open(wall(failed.starts, zoneNow()), wall(failed.ends, zoneNow()))
      get("queue").value = failed.queue
      offerTypes()
      get("type").value = failed.gpu_type ?? ""
      get("unit").value = failed.unit
      get("count").value = String(failed.unit === "nodes" ? failed.nodes.length : failed.gpus)
      get("users").value = (failed.users ?? []).join(" ")
      get("group").value = failed.group ?? ""
      get("note").value = failed.note ?? ""
      get("facts").textContent = failed.message ?? ""
    },
    /** Dragged or drawn to other times. */
    async move(moved, starts, ends) {
      const times = { ends: instant(fieldsOf(ends), zoneNow()), version: moved.version }
      if (moved.state !== "active") times.starts = instant(fieldsOf(starts), zoneNow())
      await api("PATCH", `reservations/${moved.id}`, times)
      done("The booking is changed.")
    },
  }
}
