// Where carme-hub keeps what it built (cache: may be deleted at any time) and what people made (data: may not).
import { mkdirSync } from "node:fs"
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

/** The folder of package.json. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "")

export function cacheFolder(env = process.env) {
  return make(env.CARME_CACHE ?? join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "carme-hub"))
}

export function dataFolder(env = process.env) {
  return make(env.CARME_DATA ?? join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "carme-hub"), 0o700)
}

function make(folder, mode = 0o755) {
  mkdirSync(folder, { recursive: true, mode })
  return resolve(folder)
}
