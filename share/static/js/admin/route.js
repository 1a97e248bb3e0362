// The address says what is shown: `#/users?sort=-name&offset=50`. So the back button works, and a search can be sent to somebody.

export function route() {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2)
  return { view: path === "" ? "users" : path, query: new URLSearchParams(query) }
}

/** What a list is asked for, without what it would be asked for anyway. */
export function hrefOf(view, query, defaults = {}) {
  const kept = Object.entries(query).filter(([name, value]) => String(value) !== String(defaults[name] ?? ""))
  const text = new URLSearchParams(kept).toString()
  return `#/${view}${text === "" ? "" : `?${text}`}`
}

/**
 * Typing replaces the address, so that "back" leads to the page before and not to the letter before. False where the
 * address is that already.
 */
export function go(href, { replace = false } = {}) {
  if (href === location.hash || (href === "#/users" && location.hash === "")) return false
  history[replace ? "replaceState" : "pushState"](null, "", href)
  window.dispatchEvent(new HashChangeEvent("hashchange"))
  return true
}
