/** What of batchspawner's command lines and scripts cannot be done here, by the value that a site has. Pure. */

/** batchspawner gives these to a shell; here they are words, so that no name of a person can become a command. */
export function noShell(command: string): string | null {
  const plain = command
    .replace(/\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{\w+\}/g, "x")
    .replace(/'[^']*'|\\./g, "")
    .replace(/"([^"]*)"/g, (_all, inner: string) => inner.replace(/[|;&<>]/g, ""))
  const found = /[|;&<>`]|\$[({\w]|^\s*\w+=/.exec(plain)?.[0]
  if (found === undefined) return null
  return `no shell reads it, so that ${JSON.stringify(found.trim())} has no effect: put the line into a program of its own and name that`
}

/** A job has its token and its other variables from a file, which shell scripts read first and {{cmd}} does. */
export function scriptCaveat(script: string): string | null {
  if (script === "") return null
  const usesCommand = /\{\{[^{}]*\bcmd\b|\{cmd\}/.test(script)
  if (!script.startsWith("#!")) {
    const isPath = /^\/\S+$/.test(script.trim())
    const why = isPath ? "it is the path of a script, and has to be its text: open(PATH).read()" : "it has no #! line"
    return `${why}; Slurm refuses such a script`
  }
  const isShell = /^#!\s*\S*\/(?:env\s+(?:-\S+\s+)*)?(?:ba|da|k|z)?sh(?=\s|$)/.test(script)
  if (isShell || usesCommand) return null
  return "a script that is in no shell and has no {{cmd}} gives the server no token: start it with {{cmd}}"
}
