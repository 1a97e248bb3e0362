/** What is measured on one running hub: one function a row of the table. */
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { type Client, createClient } from "../support/client.ts"
import { type RunningHub, serviceToken } from "./contestants.ts"
import { activityScript, requestsPerSecond } from "./load.ts"

export interface Scale {
  readonly users: number
  readonly servers: number
  readonly seconds: number
  /** The machine does other work too: rates and churn are counted in seconds of CPU time that the hub used. */
  readonly busy: boolean
}

export interface Row {
  readonly name: string
  readonly unit: "s" | "1/s" | "MB"
  measure(hub: RunningHub, scale: Scale): Promise<number | null>
}

/** In this order: starting up comes first, and memory is read when all else is done. */
export const rows: readonly Row[] = [
  { name: "start to first answer", unit: "s", measure: async hub => hub.startMs / 1000 },
  { name: "start to all servers adopted", unit: "s", measure: adopted },
  { name: "GET /user, token of the configuration", unit: "1/s", measure: get("/user", async () => serviceToken) },
  { name: "GET /user, generated token", unit: "1/s", measure: get("/user", generatedToken) },
  { name: "GET /users?limit=100", unit: "1/s", measure: get("/users?limit=100", generatedToken) },
  { name: "GET /users?limit=100, last page", unit: "1/s", measure: (hub, scale) => lastPage(hub, scale) },
  { name: "GET /users/NAME", unit: "1/s", measure: get("/users/person000001", generatedToken) },
  { name: "POST /users/NAME/activity", unit: "1/s", measure: activity },
  { name: "GET /hub/login", unit: "1/s", measure: loginPage },
  { name: "logins", unit: "1/s", measure: logins },
  { name: "40 servers started and stopped", unit: "s", measure: churn },
  { name: "memory of the hub at the end", unit: "MB", measure: async hub => memoryMb(hub.pid, "VmRSS") },
  { name: "of that its own, without program files", unit: "MB", measure: async hub => memoryMb(hub.pid, "RssAnon") },
]

async function adopted(hub: RunningHub, scale: Scale): Promise<number | null> {
  while ((await hub.routes()) < scale.servers) {
    if (hub.elapsed() > 300_000) return null
    await sleep(50)
  }
  const seconds = hub.elapsed() / 1000
  await settled(hub.pid)
  return seconds
}

/** What follows is measured on a hub that has done with its start: until it has used little of a core for a second. */
export async function settled(pid: number): Promise<void> {
  for (const deadline = performance.now() + 120_000; performance.now() < deadline; ) {
    const before = cpuSeconds(pid)
    await sleep(1000)
    if (cpuSeconds(pid) - before < 0.1) return
  }
}

/** User and system time, from the clock ticks of proc(5): a hundred a second on every Linux of today. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function clock(hub: RunningHub, { busy }: Scale): () => number {
  return busy ? () => cpuSeconds(hub.pid) : () => performance.now() / 1000
}

function get(path: string, token: (hub: RunningHub) => Promise<string>): Row["measure"] {
  return async (hub, scale) => {
    const { seconds } = scale
    const where = { url: `${hub.hubUrl}/api${path}`, token: await token(hub), folder: hub.folder }
    return requestsPerSecond({ ...where, seconds, clock: clock(hub, scale) })
  }
}

function lastPage(hub: RunningHub, scale: Scale): Promise<number | null> {
  return get(`/users?limit=100&offset=${Math.max(0, scale.users - 200)}`, generatedToken)(hub, scale)
}

async function activity(hub: RunningHub, scale: Scale): Promise<number | null> {
  const url = `${hub.hubUrl}/api/user`
  const script = activityScript(Math.min(scale.users, 1000))
  return requestsPerSecond({
    url,
    token: await generatedToken(hub),
    seconds: scale.seconds,
    folder: hub.folder,
    clock: clock(hub, scale),
    script,
  })
}

async function loginPage(hub: RunningHub, scale: Scale): Promise<number | null> {
  const script = 'wrk.headers["Authorization"] = nil'
  return requestsPerSecond({
    url: `${hub.hubUrl}/login`,
    token: "",
    seconds: scale.seconds,
    folder: hub.folder,
    clock: clock(hub, scale),
    script,
  })
}

/** Tokens that the hub made itself, one a hub, for a user in the same role as the service. */
const generated = new Map<RunningHub, Promise<string>>()

function generatedToken(hub: RunningHub): Promise<string> {
  const known = generated.get(hub)
  if (known) return known
  const made = (async () => {
    const api = hub.direct.withToken(serviceToken)
    const answer = await api.api("POST", "/users/bench-admin/tokens", { note: "benchmark" })
    if (answer.status !== 201) throw new Error(`no token: ${answer.status} ${answer.text}`)
    return answer.json().token as string
  })()
  generated.set(hub, made)
  return made
}

/** Three hundred people, eight at a time, from the login page to the cookie; as many others before warm the hub up. */
async function logins(hub: RunningHub, scale: Scale): Promise<number | null> {
  const people = 300
  const some = (first: number) =>
    parallel(people, 8, async n => {
      const client = createClient(new URL(hub.hubUrl).origin)
      return (await client.login(person(scale.users - 1 - first - n), "x")).status === 302
    })
  if (!(await some(people))) return null
  const seconds = clock(hub, scale)
  const began = seconds()
  return (await some(0)) ? people / (seconds() - began) : null
}

/** Forty servers, twenty at a time, each from the request to ready and back to gone; forty others before warm up. */
async function churn(hub: RunningHub, scale: Scale): Promise<number | null> {
  const api = hub.direct.withToken(await generatedToken(hub))
  if (!(await startAndStop(api, scale.servers + 50))) return null
  const seconds = clock(hub, scale)
  const began = seconds()
  return (await startAndStop(api, scale.servers + 10)) ? seconds() - began : null
}

function startAndStop(api: Client, first: number): Promise<boolean> {
  return parallel(40, 20, async n => {
    const name = person(first + n)
    const started = await api.api("POST", `/users/${name}/server`)
    if (started.status !== 201 && started.status !== 202) return false
    if (!(await waitFor(api, name, server => server?.ready === true))) return false
    const stopped = await api.api("DELETE", `/users/${name}/server`)
    return stopped.status === 204 || waitFor(api, name, server => server === undefined)
  })
}

interface ServerModel {
  readonly ready: boolean
}

async function waitFor(api: Client, name: string, done: (server?: ServerModel) => boolean): Promise<boolean> {
  for (const deadline = performance.now() + 180_000; performance.now() < deadline; await sleep(50)) {
    const answer = await api.api("GET", `/users/${name}`)
    if (answer.status === 200 && done(answer.json().servers?.[""])) return true
  }
  return false
}

/** Runs `task` for 0..count-1, `width` at a time; true when all gave true. */
async function parallel(count: number, width: number, task: (n: number) => Promise<boolean>): Promise<boolean> {
  let next = 0
  let good = true
  const worker = async () => {
    while (next < count) good = (await task(next++)) && good
  }
  await Promise.all(Array.from({ length: width }, worker))
  return good
}

function person(n: number): string {
  return `person${String(n).padStart(6, "0")}`
}

/** Pages of files, such as the program itself, are the same ones for all processes that have them. */
function memoryMb(pid: number, kind: "VmRSS" | "RssAnon"): number | null {
  const [, kb] = new RegExp(`${kind}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return kb === undefined ? null : Number(kb) / 1024
}
