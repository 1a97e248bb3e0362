// A list that the server keeps: asks for the page that the address names, has it drawn, and keeps it up to date.
import { api } from "../api.js"
import { setUpPager } from "./pager.js"
import { problem } from "./problem.js"
import { go, hrefOf, route } from "./route.js"
import { site } from "./site.js"

const paginated = { Accept: "application/jupyterhub-pagination+json" }
// A request that is never answered must not leave the list as it was for good.
const within = 30_000

/**
 * `section` holds `.list-status`, `table` and `.pager`. `draw(items)` fills the table and answers after how many
 * milliseconds to look again, or 0. `defaults` is what the address need not say, `fixed` what is always asked for.
 */
export function createList({ view, path, section, defaults = {}, fixed = {}, draw, words }) {
  const status = section.querySelector(".list-status")
  const table = section.querySelector("table")
  const standard = { offset: "0", limit: String(site.page_limit), ...defaults }
  const pager = setUpPager(section.querySelector(".pager"), { turn: offset => set({ offset }), size: resize })
  let asking = null
  let timer

  /** What the address asks for. */
  function query() {
    return { ...standard, ...(route().view === view ? Object.fromEntries(route().query) : {}) }
  }

  /** Anything but another page begins at the first. Who asks for what is on show already has it asked for anew. */
  function set(changes, options) {
    if (!go(hrefOf(view, { ...query(), offset: "0", ...changes }, standard), options)) load()
  }

  function resize(limit) {
    const { offset } = query()
    set({ limit, offset: Math.floor(Number(offset) / limit) * limit })
  }

  async function load() {
    window.clearTimeout(timer)
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    table.setAttribute("aria-busy", "true")
    const asked = query()
    try {
      const { data } = await api("GET", `${path}?${new URLSearchParams({ ...asked, ...fixed })}`, undefined, {
        ...paginated,
        signal: mine.signal,
        within,
      })
      if (mine !== asking) return
      show(data)
    } catch (error) {
      if (mine !== asking || error.name === "AbortError") return
      status.replaceChildren(...problem(error).filter(Boolean), retry())
      table.removeAttribute("aria-busy")
      refresh(10_000)
    }
  }

  function show({ items, _pagination: { offset, limit, total } }) {
    // Somebody deleted what this page held.
    if (items.length === 0 && offset > 0 && total > 0) {
      set({ offset: Math.floor((total - 1) / limit) * limit }, { replace: true })
      return
    }
    const again = draw(items)
    status.textContent = counted(items.length, offset, total)
    pager.show({ offset, limit, total })
    table.hidden = items.length === 0
    table.removeAttribute("aria-busy")
    if (again > 0) refresh(again)
  }

  function counted(shown, offset, total) {
    if (shown === 0) return words.none(query())
    const count = total.toLocaleString("en")
    if (shown === total) return `${count} ${total === 1 ? words.one : words.many}`
    return `${(offset + 1).toLocaleString("en")}–${(offset + shown).toLocaleString("en")} of ${count} ${words.many}`
  }

  function refresh(ms) {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      if (document.hidden || document.querySelector("dialog[open]")) refresh(ms)
      else load()
    }, ms)
  }

  function retry() {
    const again = document.createElement("button")
    again.type = "button"
    again.className = "btn btn-sm btn-outline"
    again.textContent = "Try again"
    again.addEventListener("click", load)
    return again
  }

  /** The list is not on show any more. */
  function leave() {
    window.clearTimeout(timer)
    asking?.abort()
    asking = null
  }

  return { load, leave, query, set, refresh }
}
