/** `npm run bench`: both hubs in turn on copies of one database, then the table. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { tinyServer } from "../support/hub-place.ts"
import { freePort } from "../support/ports.ts"
import { pythonProgram } from "../support/python.ts"
import { root } from "../support/source-files.ts"
import { clusterResults } from "./cluster.ts"
import { type Contestant, contestants, startContestant } from "./contestants.ts"
import { rows, type Scale, settled } from "./measures.ts"
import { record, recordFlags } from "./record.ts"
import { median, type Result, table } from "./table.ts"

const { values } = parseArgs({
  options: {
    users: { type: "string", default: "10000" },
    servers: { type: "string", default: "300" },
    seconds: { type: "string", default: "4" },
    rounds: { type: "string", default: "1" },
    starts: { type: "string", default: "5" },
    cluster: { type: "boolean", default: false },
    "cluster-only": { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    large: { type: "boolean", default: false },
    busy: { type: "boolean", default: false },
    record: { type: "string" },
  },
})
const seconds = Number(values.seconds)
const { busy } = values
const scales: readonly Scale[] = [
  { users: Number(values.users), servers: Number(values.servers), seconds, busy },
  ...(values.large ? [{ users: 50_000, servers: 1000, seconds, busy }] : []),
]
const busyNote =
  "The machine did other work meanwhile: rates and churn are counted in seconds of CPU time that the hub itself used, start-up by the clock."
const explained = "## What stands in the way of more"
const rounds = Number(values.rounds)
const measured = rows.filter(row => row.name.includes(values.only))
const say = (text: string) => void process.stderr.write(`${text}\n`)

const parts: string[] = []
for (const scale of values["cluster-only"] ? [] : scales) {
  const load = (loadavg()[0] ?? 0).toFixed(1)
  const results = await hubResults(scale)
  const title = `## ${scale.users} users, ${scale.servers} live servers`
  parts.push(
    `${title}\n\nSQLite; median of ${rounds}; load of the machine before: ${load}.${busy ? ` ${busyNote}` : ""}\n\n${table(results)}`,
  )
}
if (values.cluster || values["cluster-only"]) {
  const results = await clusterResults(Number(values.starts), say)
  parts.push(
    `## On the test cluster\n\nFrom the request to ready; median of ${values.starts} starts.\n\n${table(results)}`,
  )
}
process.stdout.write(`${parts.join("\n\n")}\n`)
const file = join(root, "share/docs/benchmarks.md")
if (values.write) writeFileSync(file, page(parts, readFileSync(file, "utf8")))
// Sockets of a hub that was just stopped may linger; nothing of value is left to wait for.
process.exit(0)

async function hubResults(scale: Scale): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "carme-hub-bench-"))
  const port = await freePort()
  const [program = "", ...args] = tinyServer
  const stub = spawn(program, args, {
    env: { PATH: process.env.PATH, JUPYTERHUB_SERVICE_URL: `http://127.0.0.1:${port}/` },
    stdio: "ignore",
  })
  try {
    await once(stub, "spawn")
    const database = join(folder, "seed.sqlite")
    say(`seeding ${scale.users} users and ${scale.servers} servers`)
    const seed = fileURLToPath(new URL("seed.py", import.meta.url))
    const numbers = [scale.users, scale.servers, stub.pid ?? 0, port].map(String)
    execFileSync(pythonProgram("python"), [seed, database, ...numbers], { stdio: ["ignore", "inherit", "inherit"] })
    const [theirs, ours] = contestants(values.record === undefined ? [] : recordFlags)
    const seen: Record<string, (number | null)[]>[] = [{}, {}]
    for (let round = 0; round < rounds; round++) {
      for (const [index, contestant] of [theirs, ours].entries()) {
        const figures = await measure(contestant, database, scale)
        for (const [name, value] of Object.entries(figures)) {
          const all = seen[index] ?? {}
          all[name] = [...(all[name] ?? []), value]
        }
      }
    }
    return measured.map(({ name, unit }) => ({
      name,
      unit,
      theirs: median(seen[0]?.[name] ?? [null]),
      ours: median(seen[1]?.[name] ?? [null]),
    }))
  } finally {
    stub.kill("SIGKILL")
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(contestant: Contestant, database: string, scale: Scale): Promise<Record<string, number | null>> {
  say(`\n${contestant.name}`)
  const config = `
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.cleanup_servers = False
c.Spawner.cmd = ${JSON.stringify(tinyServer)}
c.SimpleLocalProcessSpawner.home_dir_template = "${tmpdir()}"
`
  const hub = await startContestant(contestant, { database, config })
  const figures: Record<string, number | null> = {}
  let recorded: (() => Promise<string>) | null = null
  try {
    if (values.record !== undefined && contestant.name === "carme-hub") {
      await settled(hub.pid)
      recorded = await record(hub.pid, values.record)
    }
    for (const row of measured) {
      const value = await row.measure(hub, scale)
      figures[row.name] = value
      say(`  ${row.name}: ${value === null ? "failed" : value.toFixed(2)} ${row.unit}`)
    }
    if (recorded) say(await recorded())
  } finally {
    await hub.stop()
  }
  return figures
}

/** The tables anew; what was found out about them stays. */
function page(parts: readonly string[], old: string): string {
  return `# Benchmarks

Measured by \`npm run bench -- ${process.argv.slice(2).join(" ")}\`: both hubs in one run on the same machine, one after the other, on
copies of the same database; the load generator (wrk, 16 connections) runs beside them and asks the hub itself, without
the proxy. Machine: ${cpus().length} cores, ${cpus()[0]?.model.trim()}; Node ${process.versions.node}.

${parts.join("\n\n")}

${old.slice(Math.max(0, old.indexOf(explained)))}`
}
