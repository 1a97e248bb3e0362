// Times as a reader wants them: "5 minutes ago" with the exact local time on hover.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })
const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
]

export function showTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]")) {
    const date = new Date(element.dateTime)
    if (Number.isNaN(date.getTime())) continue
    element.textContent = element.closest("#estimate, .progress-log") ? clock(date) : fromNow(date)
    element.title = exact.format(date)
  }
}

export function fromNow(date) {
  const seconds = (date.getTime() - Date.now()) / 1000
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit)
  }
  return seconds > 0 ? "in less than a minute" : "just now"
}

/** The local time, with the day when it is not today. */
export function clock(date) {
  const today = date.toDateString() === new Date().toDateString()
  return today ? date.toLocaleTimeString(undefined, { timeStyle: "short" }) : exact.format(date)
}

/** A time element for `date`, ready to be put on the page. */
export function timeElement(date) {
  const element = document.createElement("time")
  element.dateTime = date.toISOString()
  element.title = exact.format(date)
  return element
}
