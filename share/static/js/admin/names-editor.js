// A list of names to add to and to take from, with suggestions while one types.
import { element } from "./element.js"

/** More are not shown at once: typing finds the others. */
const most = 100

/** `names()` is what the list holds, with a name that was typed and not added yet. */
export function namesEditor({ id, label, names, suggest, hint = "" }) {
  const chosen = new Set(names)
  const options = element("datalist", { id: `${id}-options` })
  const input = element("input", {
    id,
    className: "form-control",
    autocomplete: "off",
    spellcheck: false,
    autocapitalize: "off",
    "aria-describedby": `${id}-count`,
  })
  input.setAttribute("list", options.id)
  const add = element("button", { type: "button", className: "btn btn-outline", on: { click: addTyped } }, "Add")
  const list = element("ul", { className: "tags", "aria-label": label })
  const count = element("small", { id: `${id}-count`, className: "form-text", role: "status" })
  let timer

  input.addEventListener("keydown", event => {
    // Enter adds here; it sends the form from the other fields.
    if (event.key !== "Enter" || input.value.trim() === "") return
    event.preventDefault()
    addTyped()
  })
  input.addEventListener("input", () => {
    draw()
    window.clearTimeout(timer)
    timer = window.setTimeout(offer, 200)
  })
  input.addEventListener("focus", () => options.childElementCount === 0 && offer(), { once: true })
  draw()

  function typed() {
    return input.value
      .split(/[\n,;]+/)
      .map(name => name.trim())
      .filter(name => name !== "")
  }

  function addTyped() {
    for (const name of typed()) chosen.add(name)
    input.value = ""
    input.focus()
    draw()
  }

  function draw() {
    const searched = chosen.size > most ? input.value.trim() : ""
    const found = [...chosen].filter(name => name.includes(searched)).sort()
    list.replaceChildren(...found.slice(0, most).map(chip))
    const others = found.length > most ? `; ${most} are shown, type to find the others` : ""
    count.textContent = chosen.size === 0 ? hint || "none" : `${chosen.size} in all${others}`
  }

  function chip(name) {
    const remove = () => {
      const buttons = [...list.querySelectorAll("button")]
      const at = buttons.indexOf(document.activeElement)
      chosen.delete(name)
      draw()
      ;(list.querySelectorAll("button")[Math.min(at, list.childElementCount - 1)] ?? input).focus()
    }
    const cross = element("button", { type: "button", "aria-label": `Remove ${name}`, on: { click: remove } }, "×")
    return element("li", { className: "tag" }, name, cross)
  }

  async function offer() {
    try {
      const found = await suggest(input.value.trim())
      options.replaceChildren(...found.filter(name => !chosen.has(name)).map(value => element("option", { value })))
    } catch {
      // Without suggestions names can be typed all the same.
      options.replaceChildren()
    }
  }

  const box = element(
    "div",
    { className: "field" },
    element("label", { htmlFor: id }, label),
    element("div", { className: "input-group" }, input, add, options),
    count,
    list,
  )
  return { element: box, names: () => [...new Set([...chosen, ...typed()])] }
}
