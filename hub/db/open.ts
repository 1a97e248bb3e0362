/** Opens the database that the configuration names. */
import type { Config } from "../config/config.ts"
import type { Log } from "../plugin/context.ts"
import { type ConnectOptions, connect } from "./connect.ts"
import type { Db } from "./db.ts"
import { parseDatabaseUrl } from "./url.ts"

export async function openDatabase(config: Config, log?: Log): Promise<Db> {
  const url = parseDatabaseUrl(config.get("JupyterHub.db_url"), config.cwd)
  const options = config.get("JupyterHub.db_kwargs") as ConnectOptions
  const db = connect(url, log ? { ...options, log } : options)
  // Without the bindings, which are hashes, names and states.
  if (config.get("JupyterHub.debug_db")) db.q.on("query", ({ sql }: { sql: string }) => log?.info(sql))
  try {
    await db.q.raw("SELECT 1")
  } catch (error) {
    await db.close()
    throw error
  }
  return db
}
