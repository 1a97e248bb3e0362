/**
 * Commands that go through ssh. ssh joins its words with blanks, and a shell on the other host reads the result: each
 * word is quoted for that shell, once for each host on the way. Pure.
 */
import { Fault } from "./errors.ts"

/** Stands in an argv where the words begin that a shell on another host reads. No word can hold a NUL, so it is none. */
const farShell = "\0far shell"

/** Options of ssh that take a value, in the same word or in the next one. */
const withValue = "BbcDEeFIiJLlmOoPpQRSWw"

/**
 * The site's words with a mark behind each ssh and its host. `programs` are the names of further programs that hand
 * all their words to a shell on another host. Throws Fault 500 for an ssh without a host.
 */
export function markFarShells(words: readonly string[], programs: readonly string[] = []): readonly string[] {
  const at = words.findIndex(word => baseName(word) === "ssh" || programs.includes(baseName(word)))
  if (at === -1) return words
  const end = baseName(words[at] ?? "") === "ssh" ? hostEnd(words, at + 1) : at + 1
  // The shell there would split a word of the site's at its blanks, and sites rely on that: 'sudo -u {username}'.
  const behind = words.slice(end).flatMap(word => word.split(/\s+/).filter(part => part !== ""))
  return [...words.slice(0, end), farShell, ...markFarShells(behind, programs)]
}

/** What is started: whatever is in a word, a shell on the way takes it for one word and for nothing else. */
export function quoteForFarShells(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf(farShell)
  if (at === -1) return argv
  return [...argv.slice(0, at), ...quoteForFarShells(argv.slice(at + 1)).map(quotedForAnyShell)]
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1)
}

/** Behind the host and the options around it, as ssh reads them. */
function hostEnd(words: readonly string[], from: number): number {
  let host = false
  let at = from
  for (; at < words.length; at++) {
    const word = words[at] ?? ""
    if (word === "--") {
      return host ? at + 1 : hostAt(words, at + 1)
    }
    if (word.startsWith("-") && word !== "-") {
      if (takesNext(word)) at++
    } else if (host) {
      return at
    } else {
      host = true
    }
  }
  return host ? Math.min(at, words.length) : hostAt(words, words.length)
}

function hostAt(words: readonly string[], at: number): number {
  if (at < words.length) return at + 1
  throw new Fault(500, `There is no host behind ssh in ${JSON.stringify(words.join(" "))}: write ssh HOST.`)
}

/** `-vp 22`: the first letter that wants a value gets the rest of the word, or else the next word. */
function takesNext(option: string): boolean {
  const at = [...option.slice(1)].findIndex(letter => withValue.includes(letter))
  return at !== -1 && at === option.length - 2
}

/** One word for sh, bash, zsh, csh and fish: of these, some read ! and \ inside quotes, and zsh a = at the beginning. */
function quotedForAnyShell(word: string): string {
  if (/[\n\r]/.test(word)) {
    throw new Fault(500, `A word with a line break cannot go through ssh: ${JSON.stringify(word.slice(0, 100))}`)
  }
  if (/^[\w@+:,./-][\w@%+=:,./-]*$/.test(word)) return word
  return word === ""
    ? "''"
    : word.replace(/['\\!]|[^'\\!]+/g, part => (/['\\!]/.test(part) ? `\\${part}` : `'${part}'`))
}
