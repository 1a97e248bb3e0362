/** Words and shell text, both ways: for settings that are command lines, and for values in the job script. */
import { Refusal } from "../../hub/plugin/errors.ts"

/** Splits as a POSIX shell would, without expanding anything (Python's shlex.split). */
export function splitWords(text: string): readonly string[] {
  const words: string[] = []
  let rest = text.trim()
  while (rest !== "") {
    const [whole = "", parts = ""] = word.exec(rest) ?? []
    if (parts === "") throw new Refusal(500, `A setting of SlurmSpawner has a quote that does not end: ${text}`)
    words.push(parts.replace(piece, (_all, single, double, escaped) => unquoted(single, double, escaped)))
    rest = rest.slice(whole.length)
  }
  return words
}

const word = /^((?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\])+)\s*/
const anyPiece = /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|([^'"\\]+)/g
const piece = /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g

function unquoted(single?: string, double?: string, escaped?: string): string {
  return single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? ""
}

/** One word for bash, whatever is in it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * A piece of `c.Spawner.cmd` or `args`, which batchspawner writes into a shell: split at blanks, without its quotes, and
 * with $NAME as the job has it. Nothing of it is a command of its own: `;`, `|` and `$(...)` stay text. JSON and what has
 * a quote that does not end is one word as it stands. The words are quoted for bash.
 */
export function commandWords(text: string): readonly string[] {
  if (/[{[]\s*"/.test(text.replace(/'[^']*'/g, "")) || text === "") return [quoted(text)]
  const words: string[] = []
  let rest = text.trim()
  while (rest !== "") {
    const [whole = "", parts = ""] = word.exec(rest) ?? []
    if (parts === "") return [quoted(text)]
    words.push(
      parts.replace(anyPiece, (_all, single, double, escaped, bare) =>
        single !== undefined || escaped !== undefined
          ? quoted(single ?? escaped)
          : expanding(bare ?? unquoted(undefined, double)),
      ),
    )
    rest = rest.slice(whole.length)
  }
  return words
}

function expanding(text: string): string {
  if (text === "") return "''"
  const parts = text.split(/(\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})/).filter(part => part !== "")
  return parts.map(part => (/^\$[A-Za-z_{]/.test(part) ? `"${part}"` : quoted(part))).join("")
}
