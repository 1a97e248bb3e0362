// What was done, said where screen readers hear it and everybody sees it.
const line = document.getElementById("admin-said")
let timer

export function say(text) {
  window.clearTimeout(timer)
  line.textContent = text
  timer = window.setTimeout(() => {
    line.textContent = ""
  }, 12_000)
}
