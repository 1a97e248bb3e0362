/** Where a local server's output goes: a file in a folder that only the hub's account can write, one a server. */
import { createHash } from "node:crypto"
import { lstat, mkdir, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Fault } from "../../hub/plugin/errors.ts"
import type { Run } from "../../hub/plugin/spawner.ts"

/** An empty log file's path; the log of the server's run before this one is gone. */
export async function newServerLog(run: Run): Promise<string> {
  await mkdir(folder(), { mode: 0o700, recursive: true })
  const { uid, mode } = await lstat(folder())
  const isFolder = (mode & 0o170000) === 0o040000
  if (!isFolder || uid !== process.geteuid?.() || (mode & 0o077) !== 0) {
    throw new Fault(500, `${folder()} must be a folder that only the hub's account can open: remove it and start again`)
  }
  await rm(serverLog(run), { force: true })
  return serverLog(run)
}

/** The last lines, or null when there is nothing to show. */
export async function serverLogTail(run: Run, maxBytes = 4096): Promise<string | null> {
  try {
    const file = await open(serverLog(run), "r")
    try {
      const { size } = await file.stat()
      const length = Math.min(size, maxBytes)
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
      const lines = buffer.toString("utf8").trimEnd().split("\n")
      return lines.slice(-20).join("\n") || null
    } finally {
      await file.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}

function serverLog(run: Run): string {
  const server = createHash("sha256")
    .update(`${run.id.split("-")[1]}/${run.user.name}/${run.serverName}`)
    .digest("hex")
  return join(folder(), `${server.slice(0, 32)}.log`)
}

function folder(): string {
  return join(tmpdir(), `carme-hub-logs-${process.geteuid?.() ?? 0}`)
}
