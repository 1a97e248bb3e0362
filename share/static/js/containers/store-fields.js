// What an entry of the site's store says beside its name, as fields: shown from the words of the API, and read in them.
import { element } from "../admin/element.js"

const mostLogoBytes = 150_000
const texts = ["version", "cuda", "min_driver"]

/** `read()` leaves `logo` out where nothing was chosen; it throws an Error that says what cannot be used. */
export function storeFields(root) {
  const field = name => root.querySelector(`[data-field="${name}"]`)
  const boxes = () => [...field("roles").querySelectorAll("input")]
  const readApp = () => {
    const command = words(field("app-command").value, "\n")
    if (command.length === 0) return null
    return {
      command,
      ready: field("app-ready").value.trim() || "/",
      strip_prefix: field("app-strip").checked,
      timeout: Number(field("app-timeout").value || 60),
    }
  }
  return {
    show(model) {
      for (const name of texts) field(name).value = model[name] ?? ""
      const known = boxes().map(box => box.value)
      for (const role of model.roles.filter(name => !known.includes(name))) field("roles").append(roleBox(role))
      for (const box of boxes()) box.checked = model.roles.includes(box.value)
      field("groups").value = model.groups.join(", ")
      field("binds").value = (model.binds ?? []).join("\n")
      field("app-command").value = (model.app?.command ?? []).join("\n")
      field("app-ready").value = model.app?.ready ?? ""
      field("app-timeout").value = model.app?.timeout ?? ""
      field("app-strip").checked = model.app?.strip_prefix ?? true
      root.querySelector(".app-fields").open = model.app !== null
      for (const name of ["logo-file", "logo-address"]) field(name).value = ""
      field("logo-none").checked = false
      const logo = root.querySelector("[data-logo]")
      logo.hidden = model.logo === null
      logo.src = model.logo ?? ""
      root.querySelector("[data-logo-none]").hidden = model.logo === null
    },
    async read() {
      const logo = await readLogo(field("logo-file").files[0], field("logo-address").value, field("logo-none").checked)
      return {
        ...Object.fromEntries(texts.map(name => [name, field(name).value.trim() || null])),
        roles: boxes().flatMap(box => (box.checked ? [box.value] : [])),
        groups: words(field("groups").value),
        binds: words(field("binds").value, "\n"),
        app: readApp(),
        ...(logo === undefined ? {} : { logo }),
      }
    },
  }
}

export function words(text, separator = ",") {
  return text.split(separator).flatMap(word => (word.trim() === "" ? [] : [word.trim()]))
}

/** A role that the hub no longer has, but the entry names. */
function roleBox(role) {
  return element("label", { className: "check" }, element("input", { type: "checkbox", value: role }), ` ${role}`)
}

async function readLogo(file, address, none) {
  if (none) return null
  if (file === undefined) return address.trim() || undefined
  if (file.size > mostLogoBytes) throw new Error(`The logo has ${Math.ceil(file.size / 1000)} kB; it may have 150.`)
  return await dataAddress(file)
}

function dataAddress(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result)
    reader.onerror = () => reject(new Error("The logo could not be read."))
    reader.readAsDataURL(file)
  })
}
