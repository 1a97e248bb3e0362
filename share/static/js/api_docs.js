// The page of the API: an address with a call's or a schema's name opens it.
function open() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (named?.tagName !== "DETAILS") return
  named.open = true
  named.scrollIntoView()
}

window.addEventListener("hashchange", open)
open()

for (const details of document.querySelectorAll(".api-call")) {
  details.addEventListener("toggle", () => {
    // So that the address can be sent to somebody; a call that is closed leaves it.
    if (details.open) history.replaceState(null, "", `#${details.id}`)
  })
}
