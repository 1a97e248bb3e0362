/** Drives containers that are being made, measured or deleted by what the database says of them: one hub of several, under a lease. */
import { claimContainer, deleteContainer, listBusyContainers, moveContainer } from "../../db/containers.ts"
import type { ContainerRow, ContainerTask } from "../../db/rows.ts"
import { findUsersByNames } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JobStatus, JsonObject } from "../../plugin/spawner.ts"
import type { Task, Tasks } from "../../plugin/tasks.ts"
import type { Core } from "../core.ts"
import { errorText } from "../error-text.ts"
import { inOneHub } from "../in-one-hub.ts"
import { type ContainerEvent, step } from "./container-lifecycle.ts"
import { failContainer, finishContainer } from "./finish-container.ts"
import { removeImage } from "./remove-image.ts"
import { taskRequest } from "./task-request.ts"
import { containersKey } from "./wake.ts"

/** How long a job may take to show up after a submit whose answer was lost, and a result after the end of its job. */
const graceMs = 30_000
const submitsAtOnce = 5

export async function startContainerKeeper(core: Core): Promise<{ stop(): Promise<void> }> {
  let stopping = new AbortController()
  let running = Promise.resolve()
  return inOneHub(core, "containers", {
    async begin() {
      stopping = new AbortController()
      running = loop(core, stopping.signal)
    },
    async end() {
      stopping.abort()
      await running
    },
  })
}

async function loop(core: Core, stopping: AbortSignal): Promise<void> {
  const waiting = new Map<string, number>()
  const intervalMs = core.config.get("CarmeHub.poll_interval") * 1000
  while (!stopping.aborted) {
    const turn = new AbortController()
    const until = AbortSignal.any([stopping, turn.signal])
    // Listening before looking: what happens meanwhile is not missed.
    const woken = core.bus.wait(containersKey, 3_600_000, until)
    await keepContainers(core, waiting).catch(error => core.log.error("Containers were not kept", { cause: error }))
    await Promise.race([woken, core.clock.sleep(intervalMs, until).catch(() => {})])
    turn.abort()
  }
}

/** One look at all of them. `waiting`: container -> since when something that should be there is not. */
export async function keepContainers(core: Core, waiting: Map<string, number>): Promise<void> {
  const { tasks } = core.spawner
  const rows = await listBusyContainers(core.db)
  for (const id of waiting.keys()) if (!rows.some(row => row.id === id)) waiting.delete(id)
  if (!tasks || rows.length === 0) return
  const lost = await ofDeletedUsers(core, rows)
  const kept = rows.filter(row => !lost.includes(row))
  const fresh = kept.filter(row => row.state === "requested" && row.task?.submitting === undefined)
  const cutOff = kept.filter(row => row.state === "requested" && row.task?.submitting !== undefined)
  const watched = kept.filter(row => row.state === "queued" || row.state === "building")
  const steps = [
    ...fresh.slice(0, submitsAtOnce).map(row => submit(core, tasks, row)),
    ...rows.filter(row => row.state === "deleting").map(row => remove(core, tasks, row)),
    ...lost.map(row => giveUp(core, tasks, row)),
    adopt(core, tasks, cutOff, waiting),
    watch(core, tasks, watched, waiting),
  ]
  await eachAlone(core, steps)
}

/** What fails, or takes long, for one keeps nobody else's waiting. */
async function eachAlone(core: Core, steps: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(steps)) {
    if (result.status === "rejected")
      core.log.error("A step of a container failed: trying again", { cause: result.reason })
  }
}

/** People's own are deleted with them: these are the site's. */
async function ofDeletedUsers(core: Core, rows: readonly ContainerRow[]): Promise<readonly ContainerRow[]> {
  const sites = rows.filter(row => row.owner_id === null && row.state !== "deleting" && row.task !== null)
  const names = [...new Set(sites.flatMap(row => row.task?.user ?? []))]
  const there = names.length === 0 ? [] : await findUsersByNames(core.db, names)
  return sites.filter(row => !there.some(user => user.name === row.task?.user))
}

/** The name is in the database before the submit, so that a crash in between is mended by looking for it. */
async function submit(core: Core, tasks: Tasks, row: ContainerRow): Promise<void> {
  if (row.task === null) return
  const task: ContainerTask = { ...row.task, submitting: core.clock.now().getTime() }
  if (!(await claimContainer(core.db, row, task))) return
  let job: JsonObject
  try {
    const home = { username: task.user, home: await tasks.home(task.user, core.spawnerContext) }
    job = await tasks.submit(await taskRequest(core, row, task, home), core.spawnerContext)
  } catch (error) {
    if (error instanceof Refusal) return move(core, row, "failed", errorText(error))
    core.log.warn("It is not known whether the job of a container was submitted", { container: row.id, cause: error })
    return
  }
  await submitted(core, tasks, row, { ...task, job })
}

async function submitted(core: Core, tasks: Tasks, row: ContainerRow, task: ContainerTask): Promise<void> {
  const { from, to } = step("submitted")
  if (await moveContainer(core.db, row.id, from, to, { task, changed_at: core.clock.now() })) return
  core.log.warn("A container was deleted while its job was submitted: ending that", { container: row.id })
  await tasks.cancel(asTask(task), core.spawnerContext)
}

/** Submits that a dead hub began, or that were given no clear answer: by name, never by trying again. */
async function adopt(
  core: Core,
  tasks: Tasks,
  rows: readonly ContainerRow[],
  waiting: Map<string, number>,
): Promise<void> {
  if (rows.length === 0) return
  const found = await tasks.find(tasksOf(rows), core.spawnerContext)
  const one = async (row: ContainerRow) => {
    const job = row.task && found.get(row.task.id)
    if (row.task && job) await submitted(core, tasks, row, { ...row.task, job })
    else if (overdue(core, row.id, waiting)) await move(core, row, "failed", "The job was not submitted: try again.")
  }
  await eachAlone(core, rows.map(one))
}

async function watch(
  core: Core,
  tasks: Tasks,
  rows: readonly ContainerRow[],
  waiting: Map<string, number>,
): Promise<void> {
  if (rows.length === 0) return
  const statuses = await tasks.poll(tasksOf(rows), core.spawnerContext)
  const one = async (row: ContainerRow) => {
    const status = statuses.get(row.task?.id ?? "")
    if (status?.status === "running" && row.state === "queued") await move(core, row, "started", null)
    if (status?.status === "pending" && row.message !== (status.text ?? null))
      await note(core, row, status.text ?? null)
    if (status?.status === "gone") await gone(core, tasks, row, status, waiting)
  }
  await eachAlone(core, rows.map(one))
}

/** A shared file system may show the result later than Slurm the end. */
async function gone(
  core: Core,
  tasks: Tasks,
  row: ContainerRow,
  status: JobStatus & { readonly status: "gone" },
  waiting: Map<string, number>,
): Promise<void> {
  if (row.task === null) return
  try {
    const text = await tasks.result(asTask(row.task), core.spawnerContext)
    if (await finishContainer(core, row, text ?? "")) return
  } catch (error) {
    // Without the account there is nobody to read it as; anything else is tried again.
    if (!(error instanceof Refusal)) throw error
    return failContainer(core, row, errorText(error))
  }
  if (status.exitCode === 0 && !overdue(core, row.id, waiting)) return
  await failContainer(core, row, `The job ended before it was done: ${status.reason}`)
}

async function remove(core: Core, tasks: Tasks, row: ContainerRow): Promise<void> {
  await cancel(core, tasks, row)
  await removeImage(core, row)
  await deleteContainer(core.db, row.id)
}

/** Of the store's, whose jobs are those of administrators: a job of a user who was deleted ends. */
async function giveUp(core: Core, tasks: Tasks, row: ContainerRow): Promise<void> {
  await cancel(core, tasks, row)
  await failContainer(core, row, `${row.task?.user}, whose job it was, is no user of this hub any more. Try again.`)
}

async function cancel(core: Core, tasks: Tasks, { id, task }: ContainerRow): Promise<void> {
  if (task?.submitting === undefined) return
  try {
    await tasks.cancel(asTask(task), core.spawnerContext)
  } catch (error) {
    // Without the account there is nobody to cancel it as; anything else is tried again.
    if (!(error instanceof Refusal)) throw error
    core.log.warn("The job of a container goes on", { container: id, job: task.id, cause: error })
  }
}

async function move(core: Core, row: ContainerRow, event: ContainerEvent, message: string | null): Promise<void> {
  const { from, to } = step(event)
  await moveContainer(core.db, row.id, from, to, { message, changed_at: core.clock.now() })
}

async function note(core: Core, row: ContainerRow, message: string | null): Promise<void> {
  await moveContainer(core.db, row.id, [row.state], row.state, { message })
}

/** True when `id` has been missing for as long as may be. */
function overdue(core: Core, id: string, waiting: Map<string, number>): boolean {
  const now = core.clock.monotonic()
  const since = waiting.get(id) ?? now
  waiting.set(id, since)
  return now - since >= graceMs
}

function tasksOf(rows: readonly ContainerRow[]): readonly Task[] {
  return rows.flatMap(row => (row.task === null ? [] : [asTask(row.task)]))
}

function asTask({ id, user, job }: ContainerTask): Task {
  return { id, user, state: job }
}
