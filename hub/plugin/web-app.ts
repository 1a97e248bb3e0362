/** What the command of a web app may say, wherever it was written down. Pure. */

const known = ["port", "unix_socket", "base_url", "prefix"]

/** What is wrong with the words, to come after the name of the setting; null is nothing. */
export function commandProblem(words: readonly string[]): string | null {
  if (!words.some(word => /\{(port|unix_socket)\}/.test(word)))
    return "must say where the app listens: by {unix_socket}, or by {port} of 127.0.0.1"
  const names = words.flatMap(word => [...word.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? ""))
  return names.every(name => known.includes(name))
    ? null
    : "may have {port}, {unix_socket}, {base_url} and {prefix} in it and no other name in braces"
}
