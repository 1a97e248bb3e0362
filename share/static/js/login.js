// The login page: warns on plain HTTP, and lets a person see the password that is being typed.
const warning = document.getElementById("insecure-login-warning")
if (warning && !window.isSecureContext) warning.hidden = false

const toggle = document.getElementById("toggle_password_visibility")
const password = document.getElementById("password_input")
if (toggle && password) {
  toggle.hidden = false
  toggle.setAttribute("aria-label", "Show password")
  toggle.addEventListener("click", () => {
    const shown = password.type === "text"
    password.type = shown ? "password" : "text"
    toggle.textContent = shown ? "Show" : "Hide"
    toggle.setAttribute("aria-pressed", String(!shown))
  })
}
