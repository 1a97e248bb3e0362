/** Words and shell text, both ways: for settings that are command lines, and for values in the job script. */
import { Fault } from "../../hub/plugin/errors.ts"

/** Splits as a POSIX shell would, without expanding anything (Python's shlex.split). */
export function splitWords(text: string): readonly string[] {
  const words: string[] = []
  let rest = text.trim()
  while (rest !== "") {
    const [whole = "", parts = ""] = word.exec(rest) ?? []
    if (parts === "") throw new Fault(500, `A setting of SlurmSpawner has a quote that does not end: ${text}`)
    words.push(parts.replace(piece, (_all, single, double, escaped) => unquoted(single, double, escaped)))
    rest = rest.slice(whole.length)
  }
  return words
}

const word = /^((?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\])+)\s*/
const piece = /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g

function unquoted(single?: string, double?: string, escaped?: string): string {
  return single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? ""
}

/** One word for bash, whatever is in it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
