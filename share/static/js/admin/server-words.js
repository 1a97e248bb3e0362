// How servers are named and addressed on the page.
const { base_url } = window.jhdata

/** `My lab`, or `default` for the server without a name. */
export function titleOf(server) {
  return server.name === "" ? "default" : server.display_name || server.name
}

/** For sentences: `the server of alice`, `the server lab of alice`. */
export function spokenName(user, server) {
  return server === "" ? `the server of ${user}` : `the server ${server} of ${user}`
}

/** A sentence begins with a capital letter. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function spawnUrl(user, server) {
  return pageUrl("spawn", user, server)
}

function pageUrl(page, ...names) {
  const path = names.filter(name => name !== "").map(encodeURIComponent)
  return `${base_url}${page}/${path.join("/")}`
}
