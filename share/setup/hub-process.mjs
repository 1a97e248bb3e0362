// The built hub as a child process: every signal reaches it once, and a person sees its address instead of its log.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { root } from "./folders.mjs"
import { isFree } from "./ports.mjs"
import { Stop } from "./stop.mjs"

// As the first line of hub/main.ts has it: a hub's requests leave little behind, and half the memory does as well. Its
// work is on one thread: one helper of V8's, and one arena for what all threads allocate, are enough.
const nodeFlags = ["--max-semi-space-size=4", "--v8-pool-size=1"]
const memory = { MALLOC_ARENA_MAX: "1" }

const program = join(root, "dist", "hub", "main.js")

/** The hub as it is, its output on the terminal. Resolves with its exit code. */
export function runHub(args, cwd, env) {
  return finished(
    spawn(process.execPath, [...nodeFlags, program, ...args], {
      cwd,
      env: { ...memory, ...env },
      stdio: "inherit",
      detached: true,
    }),
  )
}

/**
 * The hub with its output in `logFile`; `ready(url)` is called when it answers. Resolves with 0 when it has stopped in
 * good order, else throws a Stop with the end of its log.
 */
export async function runQuietHub({ args, cwd, env, logFile, steps, ready }) {
  await checkPort(args)
  const log = createWriteStream(logFile, { flags: "a", mode: 0o600 })
  const hub = spawn(process.execPath, [...nodeFlags, program, ...args], {
    cwd,
    env: { ...memory, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  })
  const exit = finished(hub)
  const tail = []
  let url = null
  const answered = new Promise(resolve => {
    for (const stream of [hub.stdout, hub.stderr]) {
      stream.setEncoding("utf8").on("data", chunk => {
        log.write(chunk)
        tail.push(...chunk.trimEnd().split("\n"))
        tail.splice(0, tail.length - 25)
        url ??= /running at (https?:\/\/[^\s"]+)/.exec(chunk)?.[1] ?? null
        if (url) resolve()
      })
    }
  })
  const died = () => new Stop(`${tail.join("\n")}\n\nThe hub ended before it was stopped; its log is ${logFile}`)
  await steps.step("hub", async () => {
    await Promise.race([answered, exit])
    if (!url) throw died()
  })
  ready(url)
  const code = await exit
  log.end()
  if (code !== 0) throw died()
  process.stdout.write("\n  The hub and its servers have stopped.\n")
  return 0
}

/** Said before anything starts: of all that can go wrong, this is the one that a person meets first. */
async function checkPort(args) {
  if (args.some(arg => /^--(url|JupyterHub\.bind_url|ip|JupyterHub\.ip)\b/.test(arg))) return
  const at = args.findIndex(arg => /^--(port|JupyterHub\.port)\b/.test(arg))
  const port = at < 0 ? 8000 : Number(args[at].split("=")[1] ?? args[at + 1])
  if (await isFree(port)) return
  throw new Stop(
    `Port ${port} of 127.0.0.1 is taken by another program, perhaps by a carme-hub that already runs.\nStop that one, or choose another port: npm start -- --port=${port + 1}`,
  )
}

/** The exit code. The hub has a session of its own, so that a Ctrl-C reaches it once, through here. */
async function finished(hub) {
  const forward = signal => hub.kill(signal === "SIGHUP" ? "SIGTERM" : signal)
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"]
  for (const signal of signals) process.on(signal, forward)
  const [code, signal] = await once(hub, "close")
  for (const name of signals) process.off(name, forward)
  return signal ? 1 : code
}
