// The way through the pages of a list: first, previous, a number to type, next, last, and how many a page.
import { element } from "./element.js"
import { site } from "./site.js"

let made = 0

export function setUpPager(nav, { turn, size }) {
  made += 1
  const step = (text, label, to) =>
    element(
      "button",
      { type: "button", className: "btn btn-outline btn-sm", "aria-label": label, on: { click: () => turn(to()) } },
      text,
    )
  const first = step("«", "First page", () => 0)
  const previous = step("‹ Previous", "Previous page", () => Math.max(0, state.offset - state.limit))
  const next = step("Next ›", "Next page", () => state.offset + state.limit)
  const last = step("»", "Last page", () => (pages() - 1) * state.limit)
  const page = element("input", {
    type: "number",
    className: "form-control",
    id: `pager-page-${made}`,
    min: "1",
    on: { change: () => turn((Math.min(pages(), Math.max(1, Math.floor(Number(page.value)) || 1)) - 1) * state.limit) },
  })
  const of = element("span", {})
  const sizes = element("select", {
    className: "form-select",
    id: `pager-size-${made}`,
    on: { change: () => size(Number(sizes.value)) },
  })
  let state = { offset: 0, limit: 1, total: 0 }

  const where = element("span", { className: "pager-part" }, element("label", { htmlFor: page.id }, "Page"), page, of)
  const many = element("span", { className: "pager-part" }, sizes, element("label", { htmlFor: sizes.id }, "a page"))
  nav.append(first, previous, where, next, last, many)

  function pages() {
    return Math.max(1, Math.ceil(state.total / state.limit))
  }

  /** Where the list is now. A list that fits on one page needs no way through it. */
  function show(now) {
    state = now
    const at = Math.floor(now.offset / now.limit) + 1
    page.value = String(at)
    page.max = String(pages())
    of.textContent = `of ${pages().toLocaleString("en")}`
    first.disabled = previous.disabled = at <= 1
    next.disabled = last.disabled = at >= pages()
    const offered = [...new Set([20, 50, 100, 200, site.page_limit, now.limit])].filter(n => n <= site.page_max)
    sizes.replaceChildren(
      ...offered
        .sort((a, b) => a - b)
        .map(n => element("option", { value: String(n), selected: n === now.limit }, String(n))),
    )
    nav.hidden = now.total <= Math.min(...offered)
  }

  return { show }
}
