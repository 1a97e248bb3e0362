/** `LocalProcessSpawner.popen_kwargs`: what Python's Popen would make of a server's command. */
interface Popen {
  readonly shell?: unknown
  readonly executable?: unknown
  readonly umask?: unknown
}

/** With `shell` the first word is the script, and the others are its arguments. */
export function popenArgv(argv: readonly string[], { shell, executable }: Popen): readonly string[] {
  const program = typeof executable === "string" && executable !== "" ? executable : null
  if (isTrue(shell)) return [program ?? "/bin/sh", "-c", ...argv]
  return program === null ? argv : [program, ...argv.slice(1)]
}

/** -1 is that of the hub. */
export function popenUmask({ umask }: Popen): number | undefined {
  return typeof umask === "number" && umask >= 0 ? umask : undefined
}

/** As Python has it: any number but 0, any text but an empty one. */
function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== ""
}
