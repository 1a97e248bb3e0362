// The properties of a group as rows of key and value. A value that reads as JSON is JSON, any other is text.
import { element, hidden } from "./element.js"

export function propertiesEditor(properties) {
  const rows = element("ul", { className: "properties" })
  const add = element(
    "button",
    { type: "button", className: "btn btn-sm btn-outline", on: { click: addRow } },
    "Add a property",
  )
  const hint = "A value is text, a number, true, false, or JSON in brackets; in double quotes it is text in any case."
  const box = element(
    "fieldset",
    { className: "plain-fieldset" },
    element("legend", {}, "Properties"),
    element("small", { className: "form-text" }, hint),
    rows,
    add,
  )
  for (const [key, value] of Object.entries(properties)) rows.append(row(key, written(value)))

  function addRow() {
    rows.append(row("", ""))
    rows.lastElementChild.querySelector("input").focus()
  }

  function row(key, value) {
    const keyInput = input("Key", "key", key)
    const valueInput = input("Value", "value", value)
    const remove = () => {
      item.remove()
      add.focus()
    }
    const cross = element(
      "button",
      { type: "button", className: "btn btn-sm btn-outline", on: { click: remove } },
      "Remove",
      hidden(` ${key}`),
    )
    const item = element("li", {}, keyInput, valueInput, cross)
    return item
  }

  /** Throws where a key stands twice: one of the two values would be lost. */
  function read() {
    const entries = [...rows.children].map(item => [
      item.querySelector("[name=key]").value.trim(),
      parsed(item.querySelector("[name=value]").value),
    ])
    const filled = entries.filter(([key]) => key !== "")
    const twice = filled.find(([key], i) => filled.findIndex(([other]) => other === key) !== i)
    if (twice) throw new Error(`The property ${twice[0]} stands there twice: remove one of them.`)
    return Object.fromEntries(filled)
  }

  return { element: box, read }
}

function input(label, name, value) {
  return element("input", {
    className: "form-control",
    name,
    value,
    placeholder: label,
    "aria-label": label,
    autocomplete: "off",
  })
}

/** Text that would read as something else is shown in quotes. */
function written(value) {
  return typeof value === "string" && parsed(value) === value ? value : JSON.stringify(value)
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
