/** `npm run bench`: both hubs in turn on copies of one database, then the table. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
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
import { rows, type Scale } from "./measures.ts"
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
  },
})
const seconds = Number(values.seconds)
const scales: readonly Scale[] = [
  { users: Number(values.users), servers: Number(values.servers), seconds },
  ...(values.large ? [{ users: 50_000, servers: 1000, seconds }] : []),
]
const rounds = Number(values.rounds)
const measured = rows.filter(row => row.name.includes(values.only))
const say = (text: string) => void process.stderr.write(`${text}\n`)

const parts: string[] = []
for (const scale of values["cluster-only"] ? [] : scales) {
  const busy = (loadavg()[0] ?? 0).toFixed(1)
  const results = await hubResults(scale)
  const title = `## ${scale.users} users, ${scale.servers} live servers`
  parts.push(`${title}\n\nSQLite; median of ${rounds}; load of the machine before: ${busy}.\n\n${table(results)}`)
}
if (values.cluster || values["cluster-only"]) {
  const results = await clusterResults(Number(values.starts), say)
  parts.push(
    `## On the test cluster\n\nFrom the request to ready; median of ${values.starts} starts.\n\n${table(results)}`,
  )
}
process.stdout.write(`${parts.join("\n\n")}\n`)
if (values.write) writeFileSync(join(root, "share/docs/benchmarks.md"), page(parts))
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
    const [theirs, ours] = contestants()
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
  try {
    for (const row of measured) {
      const value = await row.measure(hub, scale)
      figures[row.name] = value
      say(`  ${row.name}: ${value === null ? "failed" : value.toFixed(2)} ${row.unit}`)
    }
  } finally {
    await hub.stop()
  }
  return figures
}

function page(parts: readonly string[]): string {
  return `# Benchmarks

Measured by \`npm run bench -- --large --cluster --write\`: both hubs in one run on the same machine, one after the other, on
copies of the same database; the load generator (wrk, 16 connections) runs beside them and asks the hub itself, without
the proxy. Machine: ${cpus().length} cores, ${cpus()[0]?.model.trim()}; Node ${process.versions.node}.

${parts.join("\n\n")}

## What stands in the way of more

Where a row is below five times JupyterHub's rate, a CPU profile (\`node --cpu-prof dist/hub/main.js\`, wrk for six
seconds) shows no part whose end would bring it there. \`GET /user\` with a generated token, with 11,700 requests in
about 5 s of CPU: the kernel's write of the answer 0.6 s, garbage collection 0.9 s (the start included), the router of
express 0.7 s, asking SQLite whether anything was written 0.2 s, hashing the ETag that JupyterHub's clients get 0.16 s;
the rest is spread over Node's HTTP parser and headers and the pipeline. Lists of users are spent on building and writing
the models. Memory: Node with the libraries alone takes about half of what the hub has at the end.
`
}
