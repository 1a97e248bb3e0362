// Makes elements; what comes from people is always text.

/** `element("a", { href, "aria-label": label, on: { click } }, "text", child)`; children that are null or false are left out. */
export function element(tag, { on = {}, dataset = {}, ...properties } = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue
    if (name.includes("-") || name === "role") made.setAttribute(name, value)
    else made[name] = value
  }
  Object.assign(made.dataset, dataset)
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener)
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false))
  return made
}

/** A small button; `of` is what it acts on, for those who hear the page. */
export function button(text, kind, of, click, properties = {}) {
  const spoken = of === "" ? null : hidden(` ${of}`)
  const on = { click }
  return element("button", { type: "button", className: `btn btn-mini ${kind}`, on, ...properties }, text, spoken)
}

export function link(text, kind, of, href, properties = {}) {
  return element("a", { className: `btn btn-mini ${kind}`, href, ...properties }, text, hidden(` ${of}`))
}

export function badge(text, kind) {
  return element("span", { className: `badge ${kind}` }, text)
}

export function hidden(text) {
  return element("span", { className: "visually-hidden" }, text)
}

/** A cell of a table, with the heading that it has where the table is shown as blocks. */
export function cell(label, ...content) {
  return element("td", { dataset: { label } }, ...content)
}

/** A field with its label and, where there is one, a hint. */
export function field(label, input, hint = "") {
  const text = hint === "" ? null : element("small", { className: "form-text", id: `${input.id}-hint` }, hint)
  if (text) input.setAttribute("aria-describedby", text.id)
  return element("div", { className: "field" }, element("label", { htmlFor: input.id }, label), input, text)
}

export function check(id, label, checked = false, hint = "") {
  const box = element("input", { type: "checkbox", id, checked })
  const text = hint === "" ? null : element("small", { className: "form-text", id: `${id}-hint` }, hint)
  if (text) box.setAttribute("aria-describedby", text.id)
  return element("div", { className: "check" }, box, element("div", {}, element("label", { htmlFor: id }, label), text))
}
