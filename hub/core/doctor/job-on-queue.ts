/** Runs the tiny job on one queue as a person, through the same commands as a start, and waits for it no longer than some minutes. */
import { randomUUID } from "node:crypto"
import { lookup } from "node:dns/promises"
import type { Finding } from "../../plugin/finding.ts"
import type { Queue } from "../../plugin/offer.ts"
import type { Tasks } from "../../plugin/tasks.ts"
import type { Core } from "../core.ts"
import { nodeScript, readNodeJob } from "./node-job.ts"

const waitMs = 120_000
const everyMs = 1_000

export async function jobOnQueue(
  core: Core,
  tasks: Tasks,
  user: string,
  queue: Queue | null,
  values: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const { clock, spawnerContext: context } = core
  const where = queue === null ? {} : { queue: queue.name }
  const id = `carme-doctor-${randomUUID()}`
  const seconds = () => Math.floor(clock.now().getTime() / 1000)
  const began = seconds()
  const deadline = clock.monotonic() + waitMs
  const request = { id, user, script: nodeScript, values, queue, walltimeMinutes: 2, cpus: 1, memoryMb: 128 }
  try {
    const task = { id, user, state: await tasks.submit(request, context) }
    const hosts = new Set<string>()
    for (;;) {
      const status = (await tasks.poll([task], context)).get(id)
      if (status?.status === "running" && status.address) hosts.add(status.address.host)
      const text = await tasks.result(task, context)
      const isGone = status?.status === "gone"
      const isOver = isGone || clock.monotonic() > deadline
      if (text !== null && (isOver || (hosts.size > 0 && /^carme-doctor\tend\t/m.test(text)))) {
        if (!isGone) await tasks.cancel(task, context)
        return [...readNodeJob(text, [began, seconds()], where), ...(await resolved([...hosts], where))]
      }
      if (status?.status === "gone") return [failed(`The job ended at once: ${status.reason}`, where)]
      if (clock.monotonic() > deadline) {
        await tasks.cancel(task, context)
        const why = status?.status === "pending" ? ` It waits: ${status.text ?? status.reason}` : ""
        return [{ id: "job", status: "warning", what: `The job did not run within two minutes.${why}`, ...where }]
      }
      await clock.sleep(everyMs)
    }
  } catch (error) {
    return [failed(`The job could not be run: ${error instanceof Error ? error.message : error}`, where)]
  }
}

async function resolved(hosts: readonly string[], where: Pick<Finding, "queue">): Promise<readonly Finding[]> {
  if (hosts.length === 0)
    return [{ id: "node-name", status: "skipped", what: "Slurm did not tell the node while the job ran.", ...where }]
  return Promise.all(
    hosts.map(async (host): Promise<Finding> => {
      try {
        await lookup(host)
        return { id: "node-name", status: "ok", what: `This host knows the node ${host}.`, ...where }
      } catch {
        return {
          id: "node-name",
          status: "failed",
          what: `This host does not know the node ${host}.`,
          why: "The proxy leads people to their servers by this name.",
          mend: 'c.SlurmSpawner.node_domain = "the domain of the nodes"',
          ...where,
        }
      }
    }),
  )
}

function failed(what: string, where: Pick<Finding, "queue">): Finding {
  return {
    id: "job",
    status: "failed",
    what,
    why: "Every start in this queue fails alike.",
    mend: "Mend what Slurm or the prefix says here: c.CarmeHub.queues, c.SlurmSpawner.exec_prefix, /etc/sudoers.d/carme-hub",
    ...where,
  }
}
