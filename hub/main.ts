#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=4 --v8-pool-size=1
/** The command line: configuration, then the hub, then signals, then the exit code. */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { userInfo } from "node:os"
import { resolve } from "node:path"
import { setFlagsFromString } from "node:v8"
import { parseCommandLine } from "./config/command-line.ts"
import { ConfigError } from "./config/config-error.ts"
import { help } from "./config/help.ts"
import { importFile } from "./config/import/import-file.ts"
import { importReport } from "./config/import/import-report.ts"
import { type Loaded, loadConfig } from "./config/load.ts"
import { showConfig } from "./config/show-config.ts"
import { writeConfigFile } from "./config/write-config-file.ts"
import { systemClock } from "./core/clock.ts"
import { startPiped } from "./core/exec.ts"
import { parseDatabaseUrl } from "./db/url.ts"
import { jupyterhubVersion } from "./http/jupyterhub-version.ts"
import { createLog, type LogStream } from "./observe/log.ts"
import { alsoToFile, toDescriptor } from "./observe/log-file.ts"
import { logFormat } from "./observe/log-format.ts"
import { logHandlers } from "./observe/log-handlers.ts"
import type { Log } from "./plugin/context.ts"
import { HubError } from "./plugin/errors.ts"

// A hub is one of many on its machine: its heap grows by less than half before it is cleared up, not to several times.
setFlagsFromString("--heap-growing-percent=40")

// A terminal that is gone, or a full disk behind it, is no reason to end.
process.stderr.on("error", () => {})

main(process.argv.slice(2)).catch(error => {
  const expected = error instanceof ConfigError || error instanceof HubError
  const why = error instanceof HubError && error.detail.why ? ` (${error.detail.why})` : ""
  process.stderr.write(`carme-hub: ${expected ? `${error.message}${why}` : (error?.stack ?? error)}\n`)
  process.exit(error instanceof ConfigError ? error.exitCode : 1)
})

async function main(argv: readonly string[]): Promise<void> {
  const { command, configFile, settings } = parseCommandLine(argv)
  if (command.name === "help" || command.name === "help-all") return print(help(command.name === "help-all"))
  if (command.name === "version") return print(`${ownVersion()} (JupyterHub ${jupyterhubVersion})\n`)
  if (command.name === "generate-config") {
    const yes = /^(true|1)$/i.test(settings.get("JupyterHub.answer_yes")?.at(-1) ?? "")
    return await writeConfigFile(resolve(configFile ?? "jupyterhub_config.py"), yes)
  }
  if (command.name === "import") return await importConfiguration(command.file, command.json)
  // The rest of the hub is read while Python evaluates the configuration; --help and --show-config need none of it.
  if (command.name === "start") loadHub().catch(() => {})
  const loaded = await loadConfig({ argv, cwd: process.cwd(), env: process.env, startPiped })
  try {
    await run(loaded)
  } finally {
    await loaded.python?.close()
  }
  // Servers and their pipes must not keep the process: they outlive the hub where the site wants it.
  process.exit()
}

async function run(loaded: Loaded): Promise<void> {
  const { command, config, python, warnings, files } = loaded
  if (command.name === "show-config") return print(showConfig(loaded, command.json))
  const level = config.get("Application.log_level")
  const log = createLog(level, logStream(config.get("JupyterHub.extra_log_file")), siteLog(loaded))
  python?.attachLog(log)
  for (const file of files) log.debug(`Read the configuration file ${file}`)
  for (const warning of warnings) log.warn(warning)
  const { commandLineToken, examineSite, startHub, syncQuotas, upgradeDatabase } = await loadHub()
  const parts = { config, python, log }
  if (command.name === "token") {
    return print(`${await commandLineToken(parts, command.user ?? userInfo().username)}\n`)
  }
  if (command.name === "quota-sync") {
    const { text, open } = await syncQuotas(parts, command.dryRun)
    print(text)
    if (open) process.exitCode = 1
    return
  }
  if (command.name === "doctor") {
    const { text, failed } = await examineSite(parts, command, userInfo().username)
    print(text)
    if (failed) process.exitCode = 1
    return
  }
  if (command.name === "upgrade-db") return await upgradeDatabase(parts)
  if (config.get("JupyterHub.generate_certs")) return await generateCertificates(loaded, log)
  const removePidFile = writePidFile(config.get("JupyterHub.pid_file"))
  try {
    logStateOnSignal(log)
    const stopped = stopSignal(log)
    const hub = await startHub(parts)
    const how = await Promise.race([stopped, hub.shutdown])
    await hub.stop()
    log.info("The hub has stopped")
    if (how?.failed) process.exitCode = 1
  } finally {
    removePidFile()
  }
}

/** A module is loaded once, however often it is asked for. */
function loadHub() {
  return import("./hub.ts")
}

/** Exit code 1 where something does not carry over, for scripts. */
async function importConfiguration(file: string, json: boolean): Promise<void> {
  const place = { cwd: process.cwd(), env: process.env, startPiped }
  const databaseUrl = (url: unknown) => {
    try {
      parseDatabaseUrl(String(url), place.cwd)
      return null
    } catch (error) {
      if (error instanceof HubError) return error.message
      throw error
    }
  }
  const judgements = await importFile(file, place, { "JupyterHub.db_url": databaseUrl })
  print(importReport(file, judgements, json))
  if (judgements.some(({ verdict }) => verdict === "lost")) process.exitCode = 1
}

async function generateCertificates({ config }: Loaded, log: Log): Promise<void> {
  if (!config.get("JupyterHub.internal_ssl"))
    log.warn("These certificates are not used before c.JupyterHub.internal_ssl = True")
  const { loadInternalTls } = await import("./core/certificates/internal-tls.ts")
  await loadInternalTls(config, systemClock, log)
  log.info(`Certificates written to directory ${config.get("JupyterHub.internal_certs_location")}`)
}

/** Only what the site set: the hub's own lines are those that JupyterHub's readers know. */
function siteLog({ config, python }: Loaded) {
  const record = config.hook("JupyterHub.extra_log_handlers")
  const [template, dates] = [config.get("Application.log_format"), config.get("Application.log_datefmt")]
  const sets = config.isSet("Application.log_format")
  return {
    ...(sets ? { format: logFormat(template, dates) } : {}),
    ...(record && python ? { also: logHandlers(record, python.call, text => void process.stderr.write(text)) } : {}),
  }
}

function logStream(extraFile: string): LogStream {
  const stderr = toDescriptor(2)
  return extraFile === "" ? stderr : alsoToFile(extraFile, stderr)
}

/** Resolves at the first SIGTERM or SIGINT; a second one does not wait for the stop. */
function stopSignal(log: Log): Promise<void> {
  return new Promise(resolve => {
    let asked = false
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(1)
      asked = true
      log.info(`Stopping on ${signal}`)
      resolve()
    }
    process.on("SIGTERM", onSignal)
    process.on("SIGINT", onSignal)
  })
}

/** SIGUSR1: what the process is busy with, for somebody who wonders why it hangs. */
function logStateOnSignal(log: Log): void {
  process.on("SIGUSR1", () => {
    const busy: Record<string, number> = {}
    for (const kind of process.getActiveResourcesInfo()) busy[kind] = (busy[kind] ?? 0) + 1
    const { rss, heapUsed } = process.memoryUsage()
    log.warn("State on SIGUSR1", { uptimeSeconds: Math.round(process.uptime()), rss, heapUsed, busy })
  })
}

function writePidFile(file: string): () => void {
  if (file === "") return () => {}
  writeFileSync(file, `${process.pid}\n`)
  return () => {
    // Another hub may have been started over this one: its file stays.
    if (readFileSync(file, "utf8").trim() === String(process.pid)) rmSync(file, { force: true })
  }
}

/** Beside hub/ in the sources, one folder further up from dist/hub/. */
function ownVersion(): string {
  for (const place of ["../package.json", "../../package.json"]) {
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), "utf8")).version
    } catch {
      // Not here.
    }
  }
  return "0.0.0"
}

function print(text: string): void {
  process.stdout.write(text)
}
