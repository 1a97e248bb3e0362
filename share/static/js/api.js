// Calls the hub's REST API as the person who is logged in, and shows what went wrong in the page's dialog.
const { base_url, xsrf_token } = window.jhdata

/** The hub said no: `message` is in its words. `status` is 0 where it was not reached, `retryAfter` seconds or null, `detail` its whole answer. */
export class ApiError extends Error {
  constructor(message, status, retryAfter = null, detail = null) {
    super(message)
    this.status = status
    this.retryAfter = retryAfter
    this.detail = detail
  }
}

/** `within`: milliseconds after which a request without an answer counts as failed; without it there is no limit. */
export async function api(method, path, body, { signal, within, ...headers } = {}) {
  const url = new URL(`${base_url}api/${path}`, location.href)
  const response = await reach(url, {
    method,
    headers: { "Content-Type": "application/json", "X-XSRFToken": xsrf_token ?? "", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
    signal: limited(signal, within),
  })
  const text = await orUnreached(response.text())
  const data = parse(text)
  if (response.ok) return { status: response.status, data }
  const retryAfter = Number.parseInt(response.headers.get("Retry-After"), 10)
  const message = data?.message || `The hub answered ${response.status} ${response.statusText}`.trim()
  throw new ApiError(message, response.status, Number.isNaN(retryAfter) ? null : retryAfter, data)
}

/** The same as a file, for the reader to keep. */
export async function download(path, type, name) {
  const url = new URL(`${base_url}api/${path}`, location.href)
  const headers = { Accept: type, "X-XSRFToken": xsrf_token ?? "" }
  const response = await reach(url, { headers, credentials: "same-origin" })
  if (!response.ok) {
    const data = parse(await response.text())
    throw new ApiError(data?.message || `The hub answered ${response.status}`, response.status, null, data)
  }
  const address = URL.createObjectURL(await response.blob())
  Object.assign(document.createElement("a"), { href: address, download: name }).click()
  URL.revokeObjectURL(address)
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

function reach(url, options) {
  return orUnreached(fetch(url, options))
}

async function orUnreached(answer) {
  try {
    return await answer
  } catch (error) {
    if (error.name === "AbortError") throw error
    if (error.name === "TimeoutError") throw new ApiError("The hub does not answer.", 0)
    throw new ApiError("The hub could not be reached.", 0)
  }
}

function limited(signal, within) {
  if (within === undefined) return signal
  const limit = new AbortController()
  window.setTimeout(() => limit.abort(new DOMException("no answer in time", "TimeoutError")), within)
  return signal ? AbortSignal.any([signal, limit.signal]) : limit.signal
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
