/** Splits a command line into words by the quoting rules of a POSIX shell, without running or expanding anything. */
import { WrongType } from "./kind.ts"

export function shellWords(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote: "'" | '"' | null = null
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? ""
    if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else if (quote === null && (char === "'" || char === '"')) {
      quote = char
      word ??= ""
    } else if (char === quote) {
      quote = null
    } else if (char === "\\" && quote !== "'" && (quote === null || /["\\]/.test(line[i + 1] ?? ""))) {
      word = (word ?? "") + (line[++i] ?? "")
    } else {
      word = (word ?? "") + char
    }
  }
  if (quote !== null) throw new WrongType("", `has a ${quote} that is never closed`)
  if (word !== null) words.push(word)
  return words
}
