// The token page: requests, copies and revokes tokens.
import { api, during } from "./api.js"

const user = encodeURIComponent(window.jhdata.user)
const form = document.getElementById("request-token-form")
const result = document.getElementById("token-result")

form?.addEventListener("submit", event => {
  event.preventDefault()
  const button = form.querySelector("button[type=submit]")
  during(button, async () => {
    const { data } = await api("POST", `users/${user}/tokens`, request())
    result.textContent = data.token
    const area = document.getElementById("token-area")
    area.hidden = false
    area.style.display = ""
    button.disabled = false
  })
})

document.getElementById("copy-token")?.addEventListener("click", async event => {
  try {
    await navigator.clipboard.writeText(result.textContent)
    event.target.textContent = "Copied"
  } catch {
    getSelection().selectAllChildren(result)
  }
})

for (const button of document.querySelectorAll(".revoke-token-btn")) {
  const row = button.closest(".token-row")
  button.addEventListener("click", () =>
    during(button, async () => {
      await api("DELETE", `users/${user}/tokens/${row.dataset.tokenId}`)
      row.remove()
    }),
  )
}

function request() {
  const scopes = document
    .getElementById("token-scopes")
    .value.split(/[\s,]+/)
    .filter(scope => scope !== "")
  return {
    note: document.getElementById("token-note").value || "Requested via token page",
    expires_in: Number.parseInt(document.getElementById("token-expiration-seconds").value, 10) || null,
    ...(scopes.length > 0 ? { scopes } : {}),
  }
}
