/** From the request to ready on the test cluster: JupyterHub with batchspawner, and carme-hub, one after the other. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import type { Client } from "../support/client.ts"
import { root } from "../support/source-files.ts"
import { type Contestant, contestants, serviceToken, startContestant } from "./contestants.ts"
import { median, type Result } from "./table.ts"

const run = promisify(execFile)
const script = join(root, "test/cluster/cluster")

export async function clusterResults(starts: number, say: (text: string) => void): Promise<Result[]> {
  await run("bash", [script, "use", String(process.pid)], { maxBuffer: 1 << 24 })
  try {
    const cluster = await status()
    const [theirs, ours] = contestants()
    const first = await measure(theirs, batchspawnerConfig(cluster), cluster, starts, say)
    const second = await measure(ours, slurmConfig(cluster), cluster, starts, say)
    return [
      { name: "request to ready", unit: "s", theirs: median(first.ready), ours: median(second.ready) },
      { name: "stop to gone", unit: "s", theirs: median(first.gone), ours: median(second.gone) },
    ]
  } finally {
    await run("bash", [script, "leave", String(process.pid)])
  }
}

interface Cluster {
  readonly address: string
  readonly servicePrefix: string
  readonly execPrefix: string
  readonly image: string
}

async function status(): Promise<Cluster> {
  const { stdout } = await run("bash", [script, "status"])
  const values = Object.fromEntries(
    stdout.split("\n").map(line => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]),
  )
  const { address = "", service_prefix: servicePrefix = "", exec_prefix: execPrefix = "", image = "" } = values
  return { address, servicePrefix, execPrefix, image }
}

async function measure(
  contestant: Contestant,
  config: string,
  cluster: Cluster,
  starts: number,
  say: (text: string) => void,
): Promise<{ ready: (number | null)[]; gone: (number | null)[] }> {
  say(`\n${contestant.name} on the cluster`)
  const hub = await startContestant(contestant, { config, address: cluster.address })
  const ready: (number | null)[] = []
  const gone: (number | null)[] = []
  try {
    const api = hub.direct.withToken(serviceToken)
    await api.api("POST", "/users/alice")
    for (let n = 0; n < starts; n++) {
      const began = performance.now()
      const answer = await api.api("POST", "/users/alice/server", {})
      if (answer.status >= 400) throw new Error(`the server was refused: ${answer.status} ${answer.text}`)
      ready.push((await becomes(api, server => server?.ready === true)) ? seconds(began) : null)
      const stopping = performance.now()
      await api.api("DELETE", "/users/alice/server")
      gone.push((await becomes(api, server => server === undefined)) ? seconds(stopping) : null)
      say(`  ready ${ready.at(-1)?.toFixed(2) ?? "failed"} s, gone ${gone.at(-1)?.toFixed(2) ?? "failed"} s`)
    }
  } finally {
    await hub.stop()
  }
  return { ready, gone }
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}

async function becomes(api: Client, done: (server?: { readonly ready: boolean }) => boolean): Promise<boolean> {
  for (const deadline = performance.now() + 120_000; performance.now() < deadline; await sleep(50)) {
    const answer = await api.api("GET", "/users/alice")
    const server = answer.status === 200 ? answer.json().servers?.[""] : null
    if (server !== null && done(server)) return true
    // Neither ready nor under way any more: it failed, and waiting would not change that.
    if (server === undefined) return false
  }
  return false
}

function slurmConfig(cluster: Cluster): string {
  return `
c.JupyterHub.spawner_class = "slurm"
c.SlurmSpawner.exec_prefix = "${cluster.execPrefix}"
c.SlurmSpawner.service_prefix = "${cluster.servicePrefix}"
c.CarmeHub.containers = {"jupyter": dict(image="${cluster.image}", default=True)}
c.CarmeHub.queues = {"instant": dict(partition="instant", default=True)}
c.CarmeHub.quotas = {"user": dict(gpus=1, gpus_per_job=1, jobs=2, walltime="2:00:00", queues=["instant"])}
`
}

/** batchspawner wants what this machine lacks: the cluster's accounts, and its node names in the resolver. */
function batchspawnerConfig(cluster: Cluster): string {
  const net = cluster.address.replace(/\.\d+$/, "")
  return `
import pwd, types
_lookup = pwd.getpwnam
def _person(name):
    try:
        return _lookup(name)
    except KeyError:
        return types.SimpleNamespace(pw_name=name, pw_dir="/home/" + name, pw_shell="/bin/bash", pw_uid=20001, pw_gid=20001)
pwd.getpwnam = _person
import batchspawner
class Spawner(batchspawner.SlurmSpawner):
    def state_gethost(self):
        return {"n1": "${net}.11", "n2": "${net}.12"}[super().state_gethost()]
c.JupyterHub.spawner_class = Spawner
c.SlurmSpawner.exec_prefix = "${cluster.execPrefix.replace("sudo -u", "sudo -E -u")}"
c.SlurmSpawner.req_partition = "instant"
c.SlurmSpawner.batch_script = """#!/bin/bash
#SBATCH --output={{homedir}}/batchspawner-%j.log
#SBATCH --job-name=spawner-jupyterhub
#SBATCH --chdir={{homedir}}
#SBATCH --export={{keepvars}}
#SBATCH --partition={{partition}}
#SBATCH --gres=gpu:1
#SBATCH --time=1:00:00
set -eu
apptainer exec ${cluster.image} {{cmd}}
"""
`
}
