// The limits of a role or an exception as fields, in the words of people, and what they say in the words of the API.
import { element, field } from "../admin/element.js"

const endless = "no limit"

/** `labels` are word -> label, `limits` what it says now. `limits()` throws an Error that names the field it cannot read. */
export function limitFields(labels, limits) {
  const options = element("datalist", { id: "limit-endless" }, element("option", { value: endless }))
  const inputs = Object.keys(labels).map(word => {
    const kind = kinds[kindOf[word] ?? "count"]
    const input = element("input", {
      id: `limit-${word}`,
      name: word,
      className: "form-control",
      autocomplete: "off",
      spellcheck: false,
      placeholder: kind.example,
      value: Object.hasOwn(limits, word) ? textOf(kind, limits[word]) : "",
    })
    if (kind.none === endless) input.setAttribute("list", options.id)
    return { word, kind, input }
  })
  const fields = inputs.map(({ word, input }) => field(labels[word], input))
  return {
    element: element("div", { className: "fields" }, ...fields, options),
    limits() {
      const said = inputs.filter(({ input }) => input.value.trim() !== "")
      return Object.fromEntries(said.map(({ word, kind, input }) => [word, valueOf(labels[word], kind, input)]))
    },
  }
}

const kindOf = {
  gpu_types: "names",
  queues: "names",
  containers: "names",
  walltime: "time",
  gpu_hours_per_day: "hours",
  gpu_hours_per_week: "hours",
  gpu_hours_per_month: "hours",
  add_containers: "choice",
  container_disk: "size",
  reservations: "booking",
  disk: "size",
  qos: "text",
}

/** `none` is the word for null; `read` gives undefined for what it does not understand. */
const kinds = {
  count: {
    example: "a number",
    none: endless,
    show: String,
    read: text => (/^\d+$/.test(text) ? Number(text) : undefined),
  },
  hours: { example: "a number", none: endless, show: String, read: positive },
  names: {
    example: "names, with commas",
    none: endless,
    show: names => names.join(", ") || "none",
    read: text =>
      text === "none"
        ? []
        : text
            .split(",")
            .map(name => name.trim())
            .filter(Boolean),
  },
  time: { example: "2:00:00 or 1-00:00:00", none: endless, show: timeText, read: minutes },
  size: {
    example: "GiB",
    none: endless,
    show: mib => `${mib / 1024} GiB`,
    read: text => {
      const gib = positive(text.replace(/\s*GiB$/i, ""))
      return gib === undefined ? undefined : Math.round(gib * 1024)
    },
  },
  choice: {
    example: "yes or no",
    none: "",
    show: value => (value ? "yes" : "no"),
    read: text => ({ yes: true, no: false })[text.toLowerCase()],
  },
  booking: { example: "7 days, 4 hours; or none", none: "none", show: bookingText, read: booking },
  text: { example: "a name", none: "none", show: String, read: text => text },
}

function textOf(kind, value) {
  return value === null ? kind.none : kind.show(value)
}

function valueOf(label, kind, input) {
  const text = input.value.trim()
  if (kind.none !== "" && text.toLowerCase() === kind.none) return null
  const value = kind.read(text)
  if (value !== undefined) return value
  input.focus()
  throw new Error(`${label}: ${kind.example}${kind.none === endless ? `, or ${endless}` : ""}.`)
}

function positive(text) {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

/** `30` minutes, `2:00:00` or `1-12:00:00`, as Slurm writes it. */
function minutes(text) {
  if (/^\d+$/.test(text)) return Number(text)
  const [, days = 0, hours, mins, seconds = 0] = /^(?:(\d+)-)?(\d+):(\d\d)(?::(\d\d))?$/.exec(text) ?? []
  if (hours === undefined) return undefined
  return Number(days) * 1440 + Number(hours) * 60 + Number(mins) + Math.ceil(Number(seconds) / 60)
}

function timeText(total) {
  const days = Math.floor(total / 1440)
  const clock = `${Math.floor((total % 1440) / 60)}:${String(total % 60).padStart(2, "0")}:00`
  return days > 0 ? `${days}-${clock}` : clock
}

function bookingText({ days_ahead: days, hours }) {
  const parts = [days === null ? "" : `${days} days`, hours === null ? "" : `${hours} hours`].filter(Boolean)
  return parts.join(", ") || endless
}

function booking(text) {
  if (text.toLowerCase() === endless) return { days_ahead: null, hours: null }
  const [all, days, hours] = /^(?:(\d+) days?)?(?:,\s*)?(?:(\d+(?:\.\d+)?) hours?)?$/.exec(text) ?? []
  if (!all) return undefined
  return { days_ahead: days === undefined ? null : Number(days), hours: hours === undefined ? null : Number(hours) }
}
