/** What can be seen on the hub's own host: its address, certificate and disk. */
import { X509Certificate } from "node:crypto"
import { readFile, statfs } from "node:fs/promises"
import type { Finding } from "../../plugin/finding.ts"
import type { Core } from "../core.ts"
import { hubUrl } from "../hub-url.ts"

const leastFreeMb = 1024
const dayMs = 86_400_000

export async function hostChecks(core: Core): Promise<readonly Finding[]> {
  return [
    { id: "database", status: "ok", what: "The database answers and has the newest schema." },
    ...addressCheck(core),
    await certificateCheck(core),
    await diskCheck("."),
  ]
}

/** Jobs run on other hosts: an address of this one alone leads them to themselves. */
function addressCheck(core: Core): readonly Finding[] {
  if (core.spawner.tasks === undefined) return []
  const url = hubUrl(core.config)
  const bound = core.config.get("JupyterHub.hub_bind_url") || `http://${core.config.get("JupyterHub.hub_ip")}`
  const local = [url, bound].find(text => /^\w+:\/\/(localhost|127\.|\[::1\])/.test(text))
  if (local === undefined)
    return [{ id: "hub-address", status: "ok", what: `Nodes are told to reach the hub at ${url}` }]
  return [
    {
      id: "hub-address",
      status: "failed",
      what: `The hub is at ${local}, where only this host reaches it.`,
      why: "A server that cannot reach the hub never becomes ready.",
      mend: 'c.JupyterHub.hub_ip = "this host\'s address in the cluster"',
    },
  ]
}

async function certificateCheck({ config, clock }: Core): Promise<Finding> {
  const file = config.get("JupyterHub.ssl_cert")
  const id = "certificate"
  if (file === "") return { id, status: "skipped", what: "No certificate is set: another server in front speaks TLS." }
  try {
    const days = (Date.parse(new X509Certificate(await readFile(file)).validTo) - clock.now().getTime()) / dayMs
    if (days > 14) return { id, status: "ok", what: `The certificate holds for ${Math.floor(days)} days.` }
    return {
      id,
      status: days > 0 ? "warning" : "failed",
      what: days > 0 ? `The certificate ends in ${Math.floor(days)} days.` : "The certificate is over.",
      why: "Browsers refuse the hub without a certificate that holds.",
      mend: `Renew ${file}`,
    }
  } catch (error) {
    const what = `The certificate ${file} cannot be read: ${error instanceof Error ? error.message : error}`
    return {
      id,
      status: "failed",
      what,
      why: "The proxy does not start without it.",
      mend: 'c.JupyterHub.ssl_cert = "..."',
    }
  }
}

export async function diskCheck(folder: string, least = leastFreeMb): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder)
  const free = Math.floor((bavail * bsize) / 2 ** 20)
  if (free >= least) return { id: "disk", status: "ok", what: `The hub's folder has ${free} MiB of space.` }
  return {
    id: "disk",
    status: "failed",
    what: `The hub's folder has only ${free} MiB of space.`,
    why: "The database and the log need it.",
    mend: "Make room there: df -h .",
  }
}
