/** What the documents tell people to type, so that tests do it word by word. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../", import.meta.url))

export function readDoc(path: string): string {
  return readFileSync(`${root}${path}`, "utf8")
}

/** The only block of `language` in the section `## heading` of a document. */
export function blockOf(path: string, heading: string, language: string): string {
  const section = readDoc(path)
    .split(/^## /m)
    .find(text => text.startsWith(`${heading}\n`))
  const [block, ...more] = [...(section ?? "").matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(
    ([, name]) => name === language,
  )
  if (!block?.[2] || more.length > 0) throw new Error(`${path} has not one ${language} block below "${heading}"`)
  return block[2]
}

/** The settings of a systemd unit, by name; of those that stand twice, the last. */
export function unitSettings(path: string): ReadonlyMap<string, string> {
  const lines = [...readDoc(path).matchAll(/^([A-Z]\w*)=(.*)$/gm)]
  return new Map(lines.map(([, name = "", value = ""]) => [name, value]))
}
