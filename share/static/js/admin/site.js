// What the hub's settings and the reader's scopes say of the admin page. The API decides: this only hides what it would refuse.
const data = JSON.parse(document.getElementById("admin-data").textContent)

/** page_limit, page_max, named_servers, manage_groups, cleanup_proxy, cleanup_servers. */
export const site = data

/** Whether the reader has this scope, for everybody or for some. */
export function may(scope) {
  return data.scopes.includes(scope)
}
