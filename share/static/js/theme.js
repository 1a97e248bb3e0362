// Sets the theme before the page is painted, keeps the reader's choice, and makes `window.jhdata` for a site's scripts.
;(() => {
  const key = "jupyterhub-bs-theme"
  const root = document.documentElement
  const system = window.matchMedia("(prefers-color-scheme: dark)")
  const stored = () => {
    try {
      const value = localStorage.getItem(key)
      return value === "dark" || value === "light" ? value : null
    } catch {
      return null
    }
  }
  const current = () => stored() ?? (system.matches ? "dark" : "light")
  const apply = () => {
    root.dataset.theme = current()
    root.dataset.bsTheme = current()
    const button = document.getElementById("dark-theme-toggle")
    button?.setAttribute("aria-pressed", String(current() === "dark"))
  }
  apply()
  system.addEventListener("change", apply)
  window.addEventListener("storage", apply)
  document.addEventListener("DOMContentLoaded", () => {
    apply()
    document.getElementById("dark-theme-toggle")?.addEventListener("click", () => {
      try {
        localStorage.setItem(key, current() === "dark" ? "light" : "dark")
      } catch {
        root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"
        return
      }
      apply()
    })
  })
  // A site's own page makes it itself.
  const data = document.getElementById("jhdata")
  if (data) window.jhdata = JSON.parse(data.textContent)
})()
