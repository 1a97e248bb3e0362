// The calendar: days and weeks with a row for each node, bookings made by dragging or by the form.
import { api, during, showError } from "./api.js"
import { bookingDialog } from "./calendar/booking-dialog.js"
import { concerns, entry, facts, kindOf, whose } from "./calendar/words.js"

const settings = JSON.parse(document.getElementById("calendar-data").textContent)
const byId = id => document.getElementById(id)
const own = Intl.DateTimeFormat().resolvedOptions().timeZone
let zone = localStorage.getItem("carme-calendar-zone") === own ? own : settings.zone
let shown = { from: new Date(), to: new Date() }
let bookings = []
/** What somebody has begun to write, by booking: the list is drawn anew each minute. */
const answers = new Map()

const narrow = window.matchMedia("(max-width: 700px)").matches
const calendar = window.EventCalendar.create(byId("calendar"), {
  view: narrow ? "listWeek" : "resourceTimelineWeek",
  headerToolbar: {
    start: "prev,next today",
    center: "title",
    end: "resourceTimelineDay,resourceTimelineWeek,listWeek",
  },
  buttonText: text => ({ ...text, resourceTimelineDay: "day", resourceTimelineWeek: "week", listWeek: "list" }),
  views: {
    resourceTimelineWeek: { slotDuration: "06:00", slotWidth: 40, slotLabelFormat: { hour: "2-digit", hour12: false } },
    resourceTimelineDay: { slotWidth: 24 },
  },
  resources: rows(),
  locale: "en-GB",
  firstDay: 1,
  nowIndicator: zone === own,
  selectable: settings.may_book && !narrow,
  snapDuration: "00:15",
  eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
  noEventsContent: "Nothing is booked in this week.",
  datesSet: ({ start, end }) => {
    shown = { from: start, to: end }
    load()
  },
  select: ({ start, end }) => {
    dialog.create(start, end)
    calendar.unselect()
  },
  eventClick: ({ event }) => dialog.show(event.extendedProps.booking),
  eventDrop: moved,
  eventResize: moved,
})
const dialog = bookingDialog(
  settings,
  () => zone,
  sentence => {
    say(sentence, "alert-success")
    load()
  },
)

function rows() {
  if (settings.unit === "gpus") return settings.queues.map(q => ({ id: `queue ${q.name}`, title: q.displayName }))
  const nodes = new Map(settings.queues.flatMap(q => q.nodes.map(node => [node.name, node])))
  return [...nodes.values()].map(node => ({
    id: node.name,
    title: node.gpus ? `${node.name} (${node.gpus})` : node.name,
  }))
}

function rowsOf(booking) {
  if (settings.unit === "nodes" && booking.nodes.length > 0) return booking.nodes
  const queues = settings.queues.filter(q =>
    booking.queue === null ? q.nodes.some(node => booking.nodes.includes(node.name)) : q.name === booking.queue,
  )
  if (settings.unit === "gpus") return queues.map(q => `queue ${q.name}`)
  return queues.flatMap(q => q.nodes.map(node => node.name))
}

async function load() {
  // A day more on each side: the dates are those of a wall clock, in whatever zone.
  const day = 86_400_000
  const range = [shown.from.getTime() - day, shown.to.getTime() + day].map(time => new Date(time).toISOString())
  try {
    const [visible, upcoming] = await Promise.all([
      api("GET", `reservations?from=${range[0]}&to=${range[1]}&state=all`),
      api("GET", "reservations?state=all"),
    ])
    bookings = visible.data.filter(({ state }) => !["cancelled", "refused", "failed"].includes(state))
    calendar.setOption(
      "events",
      bookings.map(booking => entry(booking, zone, rowsOf)),
    )
    list(byId("mine-list"), upcoming.data.filter(concerns), mineButtons)
    byId("mine-none").hidden = byId("mine-list").childElementCount > 0
    list(
      byId("to-approve-list"),
      upcoming.data.filter(b => b.may_approve),
      approveButtons,
    )
    byId("to-approve").hidden = byId("to-approve-list").childElementCount === 0
  } catch (error) {
    say(error.message, "alert-danger")
  }
}

async function moved({ event, newResource, revert }) {
  const { booking } = event.extendedProps
  if (newResource) say("Which node a booking gets is the hub's choice; its times count.", "alert-info")
  try {
    await dialog.move(booking, event.start, event.end)
  } catch (error) {
    revert()
    say(error.message, "alert-danger")
  }
}

function list(element, items, buttons) {
  element.replaceChildren(
    ...items.map(booking => {
      const item = document.createElement("li")
      item.className = kindOf(booking)
      const text = document.createElement("span")
      text.textContent = `${whose(booking)} · ${facts(booking, zone)}`
      item.append(text, ...buttons(booking))
      return item
    }),
  )
}

function mineButtons(booking) {
  if (booking.state === "failed") {
    const remove = event =>
      during(event.currentTarget, async () => {
        await api("DELETE", `reservations/${booking.id}`)
        await load()
      })
    return [
      ...(settings.may_book ? [button("Book again", "btn-primary", booking, () => dialog.again(booking))] : []),
      ...(booking.may_remove ? [button("Remove", "btn-outline", booking, remove)] : []),
    ]
  }
  return [button(booking.may_change ? "Change" : "Show", "btn-outline", booking, () => dialog.show(booking))]
}

function approveButtons(booking) {
  const words = Object.assign(document.createElement("input"), {
    className: "form-control",
    maxLength: 500,
    placeholder: "Words to the owner",
    value: answers.get(booking.id) ?? "",
  })
  words.setAttribute("aria-label", `Words to ${whose(booking)}`)
  words.addEventListener("input", () => answers.set(booking.id, words.value))
  const answer = (approved, sentence) => event =>
    during(event.currentTarget, async () => {
      const body = { approved, message: words.value, version: booking.version }
      await api("POST", `reservations/${booking.id}/approve`, body)
      answers.delete(booking.id)
      say(sentence, "alert-success")
      await load()
    })
  return [
    words,
    button("Approve", "btn-primary", booking, answer(true, "Approved.")),
    button("Refuse", "btn-outline-danger", booking, answer(false, "Refused.")),
  ]
}

function button(text, look, booking, act) {
  const made = Object.assign(document.createElement("button"), {
    type: "button",
    className: `btn btn-sm ${look}`,
    textContent: text,
  })
  made.setAttribute("aria-label", `${text}: ${whose(booking)}, ${facts(booking, zone)}`)
  made.addEventListener("click", act)
  return made
}

function say(text, look) {
  const status = byId("calendar-status")
  status.className = `alert ${look}`
  status.textContent = text
  status.hidden = false
}

byId("book")?.addEventListener("click", () => dialog.create())
byId("zone-name").textContent = settings.zone === own ? `Times in ${own}` : ""
if (settings.zone !== own) {
  byId("zone-field").hidden = false
  byId("zone").replaceChildren(new Option(`${settings.zone} (here)`, settings.zone), new Option(`${own} (yours)`, own))
  byId("zone").value = zone
  byId("zone").addEventListener("change", event => {
    zone = event.target.value
    localStorage.setItem("carme-calendar-zone", zone)
    calendar.setOption("nowIndicator", zone === own)
    load()
  })
}

byId("feed-make").addEventListener("click", ({ currentTarget }) =>
  during(currentTarget, async () => {
    const { data } = await api("POST", "reservations/feed")
    byId("feed-result").replaceChildren(Object.assign(document.createElement("code"), { textContent: data.url }))
    byId("feed-result").hidden = false
    currentTarget.disabled = false
  }),
)
byId("feed-drop").addEventListener("click", async () => {
  try {
    await api("DELETE", "reservations/feed")
    byId("feed-result").textContent = "The address is worth nothing any more."
    byId("feed-result").hidden = false
  } catch (error) {
    showError(error)
  }
})
window.setInterval(load, 60_000)
