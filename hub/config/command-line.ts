/** Reads the command line as JupyterHub does: flags, aliases, `--Class.trait=value`, and the subcommands. */
import { ConfigError } from "./config-error.ts"
import { nearest } from "./nearest.ts"

export type Command =
  | { readonly name: "start" | "upgrade-db" | "help" | "help-all" | "version" | "generate-config" }
  | { readonly name: "show-config"; readonly json: boolean }
  | { readonly name: "token"; readonly user: string | null }
  | { readonly name: "import"; readonly file: string; readonly json: boolean }
  | { readonly name: "quota-sync"; readonly dryRun: boolean }
  | { readonly name: "doctor"; readonly user: string | null; readonly json: boolean }

export interface CommandLine {
  readonly command: Command
  /** `JupyterHub.port` to the texts given for it, in order. */
  readonly settings: ReadonlyMap<string, readonly string[]>
  /** The file of -f, when given. */
  readonly configFile: string | null
}

/** Short names that take a value. */
export const aliases: Readonly<Record<string, string>> = {
  f: "JupyterHub.config_file",
  config: "JupyterHub.config_file",
  "base-url": "JupyterHub.base_url",
  url: "JupyterHub.bind_url",
  ip: "JupyterHub.ip",
  port: "JupyterHub.port",
  "ssl-key": "JupyterHub.ssl_key",
  "ssl-cert": "JupyterHub.ssl_cert",
  db: "JupyterHub.db_url",
  "pid-file": "JupyterHub.pid_file",
  "log-file": "JupyterHub.extra_log_file",
  "log-level": "JupyterHub.log_level",
}

/** Names that stand for a trait with a value. */
export const flags: Readonly<Record<string, { readonly sets: string; readonly to: string; readonly help: string }>> = {
  y: { sets: "JupyterHub.answer_yes", to: "True", help: "Answer yes to every question." },
  debug: { sets: "JupyterHub.log_level", to: "10", help: "Log everything." },
  "show-config": { sets: "Application.show_config", to: "True", help: "Print the settings and exit." },
  "show-config-json": {
    sets: "Application.show_config_json",
    to: "True",
    help: "Print the settings as JSON and exit.",
  },
  "generate-config": { sets: "JupyterHub.generate_config", to: "True", help: "Write a configuration file and exit." },
  "generate-certs": {
    sets: "JupyterHub.generate_certs",
    to: "True",
    help: "Make certificates for internal_ssl and exit.",
  },
  "no-db": { sets: "JupyterHub.db_url", to: "sqlite:///:memory:", help: "Keep the database in memory only." },
  "upgrade-db": {
    sets: "JupyterHub.upgrade_db",
    to: "True",
    help: "Bring the database to the newest schema at start.",
  },
  "no-ssl": { sets: "JupyterHub.confirm_no_ssl", to: "True", help: "Has no effect." },
}

const informing: Readonly<Record<string, Command["name"]>> = {
  "-h": "help",
  "--help": "help",
  "--help-all": "help-all",
  "--version": "version",
  "-V": "version",
}

export function parseCommandLine(argv: readonly string[]): CommandLine {
  if (argv[0] === "import") return importCommand(argv.slice(1))
  if (argv[0] === "doctor") return doctorCommand(argv.slice(1))
  const settings = new Map<string, string[]>()
  const words: string[] = []
  const informs = asksToInform(argv)
  if (informs !== null) return { command: informs, settings, configFile: null }
  let dryRun = false
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? ""
    if (argument === "--") {
      words.push(...argv.slice(i + 1))
      break
    }
    if (!argument.startsWith("-") || argument === "-") {
      words.push(argument)
      continue
    }
    const { name, value } = split(argument)
    if (name === "dry-run") {
      dryRun = true
      continue
    }
    const flag = flags[name]
    // JupyterHub asks for a value after -y; nobody who leaves it out means no.
    if (name === "y") {
      const next = /^(true|false|1|0)$/i.test(argv[i + 1] ?? "") ? argv[i + 1] : undefined
      if (value === null && next !== undefined) i++
      add(settings, "JupyterHub.answer_yes", value ?? next ?? "True")
      continue
    }
    if (flag !== undefined) {
      if (value !== null) throw new ConfigError(`--${name} takes no value: ${argument}`, 2)
      add(settings, flag.sets, flag.to)
      continue
    }
    const trait = aliases[name] ?? (/^[A-Z]\w*\.\w+$/.test(name) ? name : null)
    const isLast = value === null && i + 1 >= argv.length
    if (trait === null) throw unknown(argument, name, isLast ? 2 : 1)
    if (isLast) throw new ConfigError(`${argument} needs a value: ${argument}=VALUE`, 2)
    add(settings, trait, value ?? argv[++i] ?? "")
  }
  const configFile = settings.get("JupyterHub.config_file")?.at(-1) ?? null
  return { command: quotaCommand(words, dryRun) ?? command(words, settings), settings, configFile }
}

/** Whatever else is on the line. */
function asksToInform(argv: readonly string[]): Command | null {
  const end = argv.indexOf("--")
  const asked = argv.slice(0, end < 0 ? argv.length : end).find(argument => Object.hasOwn(informing, argument))
  const name = asked === undefined ? undefined : informing[asked]
  return name === "help" || name === "help-all" || name === "version" ? { name } : null
}

function quotaCommand(words: readonly string[], dryRun: boolean): Command | null {
  const isSync = words[0] === "quota"
  if (isSync && (words.length !== 2 || words[1] !== "sync"))
    throw new ConfigError(`It is: carme-hub quota sync [--dry-run], not: ${words.join(" ")}`)
  if (dryRun && !isSync) throw new ConfigError("--dry-run belongs to: carme-hub quota sync")
  return isSync ? { name: "quota-sync", dryRun } : null
}

function command(words: readonly string[], settings: ReadonlyMap<string, readonly string[]>): Command {
  const [first, ...rest] = words
  if (first === "token") {
    if (rest.length > 1) throw new ConfigError(`token takes one user name, got ${rest.length}: ${rest.join(" ")}`)
    return { name: "token", user: rest[0] ?? null }
  }
  const stray = first === "upgrade-db" ? rest : words
  if (stray.length > 0)
    throw new ConfigError(`Unrecognized command-line arguments: ${stray.join(" ")}. --help lists them all.`)
  if (first === "upgrade-db") return { name: "upgrade-db" }
  const on = (trait: string) => /^(true|1)$/i.test(settings.get(trait)?.at(-1) ?? "")
  if (on("JupyterHub.generate_config")) return { name: "generate-config" }
  if (on("Application.show_config_json")) return { name: "show-config", json: true }
  if (on("Application.show_config")) return { name: "show-config", json: false }
  return { name: "start" }
}

/** It starts no hub, so that none of the flags of one is taken. */
function importCommand(argv: readonly string[]): CommandLine {
  const rest = argv.filter(argument => argument !== "--json")
  const [file, ...others] = rest[0] === "-f" ? rest.slice(1) : rest
  const wrong = [file, ...others].find(word => word?.startsWith("-")) ?? others[0]
  const isHelp = wrong === "-h" || wrong === "--help"
  if (wrong !== undefined && !isHelp)
    throw new ConfigError(`Unrecognized command-line arguments: ${wrong}. It is: carme-hub import FILE [--json]`)
  if (file === undefined) throw new ConfigError("import needs the file to read: carme-hub import FILE [--json]")
  const json = rest.length < argv.length
  return { command: isHelp ? { name: "help" } : { name: "import", file, json }, settings: new Map(), configFile: null }
}

/** Its own two words; the rest is as for a start. */
function doctorCommand(argv: readonly string[]): CommandLine {
  const rest: string[] = []
  let user: string | null = null
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? ""
    if (argument === "--json") continue
    if (argument !== "--user" && !argument.startsWith("--user=")) {
      rest.push(argument)
      continue
    }
    user = argument === "--user" ? (argv[++i] ?? "") : argument.slice("--user=".length)
    if (user === "") throw new ConfigError("--user needs a value: carme-hub doctor [--user NAME] [--json]", 2)
  }
  const parsed = parseCommandLine(rest)
  if (parsed.command.name !== "start") return parsed
  return { ...parsed, command: { name: "doctor", user, json: argv.includes("--json") } }
}

function split(argument: string): { readonly name: string; readonly value: string | null } {
  const text = argument.replace(/^--?/, "")
  const equals = text.indexOf("=")
  if (equals >= 0) return { name: text.slice(0, equals), value: text.slice(equals + 1) }
  // -fFILE
  if (/^-f./.test(argument) && !argument.startsWith("--")) return { name: "f", value: text.slice(1) }
  return { name: text, value: null }
}

function add(settings: Map<string, string[]>, trait: string, text: string): void {
  settings.set(trait, [...(settings.get(trait) ?? []), text])
}

function unknown(argument: string, name: string, exitCode: 1 | 2): ConfigError {
  const informers = Object.keys(informing).map(argument => argument.replace(/^-+/, ""))
  const near = nearest(name, [...Object.keys(aliases), ...Object.keys(flags), ...informers])
  const hint = near === null ? "--help lists them all" : `did you mean ${near.length === 1 ? "-" : "--"}${near}?`
  return new ConfigError(`Unrecognized command-line arguments: ${argument} (${hint})`, exitCode)
}
