/** Finds the process of a service that a hub which was killed has left behind: it would keep the port, with a token that is no longer good. */
import { readFile } from "node:fs/promises"
import type { ServiceRow } from "../../db/rows.ts"
import type { PluginContext } from "../../plugin/context.ts"
import type { ServiceProcess } from "./service-process.ts"

/** Null when it is gone, or when the process of that id is another by now. */
export async function leftProcess(
  { processes, hubApiUrl }: Pick<PluginContext, "processes" | "hubApiUrl">,
  service: Pick<ServiceRow, "name" | "pid">,
): Promise<Pick<ServiceProcess, "pid" | "startTicks"> | null> {
  const { pid, name } = service
  if (pid === null || !processes.alive(pid)) return null
  const startTicks = processes.startTicks(pid)
  const variables = (await environment(pid)).split("\0")
  const ours = [`JUPYTERHUB_SERVICE_NAME=${name}`, `JUPYTERHUB_API_URL=${hubApiUrl}`]
  return ours.every(variable => variables.includes(variable)) ? { pid, startTicks } : null
}

/** Empty when the process is gone or not ours to look at. */
async function environment(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/environ`, "utf8")
  } catch {
    return ""
  }
}
