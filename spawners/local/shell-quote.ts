/** An argv as one line for a POSIX shell: what `shell_cmd` of a site's configuration takes as its last argument. */
export function shellQuote(argv: readonly string[]): string {
  return argv.map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(" ")
}
