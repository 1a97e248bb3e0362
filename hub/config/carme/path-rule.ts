/** Paths that a site writes into `c.CarmeHub`: absolute, plain, and with a placeholder only as a whole part. */

// Apptainer would read a comma or a colon as a further bind, and a quote or a backslash belongs to nobody's data.
const plainPart = /^[^/:,"\\{}\p{C}]+$/u

/** `placeholders` are names such as `username`; what stands for a whole path, `{home}`, may only come first. */
export function isPathTemplate(path: string, placeholders: readonly string[]): boolean {
  const [first = "", ...rest] = path.replace(/(?<=.)\/+$/, "").split("/")
  const home = first === "{home}" && placeholders.includes("home")
  if (!home && (first !== "" || rest.join("") === "")) return false
  return rest.every(part => isPart(part, placeholders))
}

function isPart(part: string, placeholders: readonly string[]): boolean {
  if (part === "." || part === "..") return false
  if (plainPart.test(part)) return true
  return placeholders.some(name => name !== "home" && part === `{${name}}`)
}
