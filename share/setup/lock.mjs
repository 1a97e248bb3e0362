// One at a time across processes: an flock that the kernel frees when this process ends, however it ends.
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"

/** Runs `fn` while holding an exclusive lock on `file`; `waiting` is called once when another process holds it. */
export async function withLock(file, fn, waiting = () => {}) {
  if (spawnSync("flock", ["--version"], { stdio: "ignore" }).status !== 0) return fn()
  const free = spawnSync("flock", ["-n", file, "true"], { stdio: "ignore" }).status === 0
  if (!free) waiting()
  const holder = spawn("flock", ["-x", file, "sh", "-c", "echo locked; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  await once(holder.stdout, "data")
  try {
    return await fn()
  } finally {
    holder.stdin.end()
  }
}
