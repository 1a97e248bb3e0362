// Notifications of the browser: asked for by a button, shown when the page is not looked at.
const supported = "Notification" in window

/** Shows the button where notifications are possible; a click asks for the permission. */
export function offerNotifications(row) {
  if (!supported || Notification.permission === "denied") return
  const button = row.querySelector("button")
  const status = row.querySelector("[role=status]")
  const tell = () => {
    const granted = Notification.permission === "granted"
    button.hidden = granted || Notification.permission === "denied"
    status.textContent = granted
      ? "Your browser tells you when it is ready."
      : Notification.permission === "denied"
        ? "Your browser does not allow notifications of this site."
        : ""
  }
  row.hidden = false
  tell()
  button.addEventListener("click", async () => {
    await Notification.requestPermission()
    tell()
  })
}

/** Only for who has allowed it, and is looking elsewhere. */
export function notify(title, body) {
  if (!supported || Notification.permission !== "granted" || document.visibilityState === "visible") return
  try {
    const shown = new Notification(title, { body, tag: "carme-hub" })
    shown.addEventListener("click", () => {
      window.focus()
      shown.close()
    })
  } catch {
    // Some browsers of phones have the permission and no constructor: the page itself tells it all the same.
  }
}
