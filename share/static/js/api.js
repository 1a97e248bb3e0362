// Calls the hub's REST API as the person who is logged in, and shows what went wrong in the page's dialog.
const { base_url, xsrf_token } = window.jhdata

export async function api(method, path, body, headers = {}) {
  const url = new URL(`${base_url}api/${path}`, location.href)
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", "X-XSRFToken": xsrf_token ?? "", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
  })
  const text = await response.text()
  const data = parse(text)
  if (!response.ok) throw new Error(data?.message ?? `The hub answered ${response.status} ${response.statusText}`)
  return { status: response.status, data }
}

/** `users/alice/server` or `users/alice/servers/lab`. */
export function serverPath(user, server) {
  const owner = `users/${encodeURIComponent(user)}`
  return server === "" ? `${owner}/server` : `${owner}/servers/${encodeURIComponent(server)}`
}

export function showError(error) {
  const dialog = document.getElementById("error-dialog")
  dialog.querySelector(".ajax-error").textContent = error.message
  dialog.showModal()
}

/** Runs `work` with the button disabled, and shows its error. */
export async function during(button, work) {
  button.disabled = true
  try {
    await work()
  } catch (error) {
    button.disabled = false
    showError(error)
  }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
