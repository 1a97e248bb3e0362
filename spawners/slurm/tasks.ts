/** Jobs beside servers: each submits a script of the hub as its person, in that person's folder of runs. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault } from "../../hub/plugin/errors.ts"
import type { Task, TaskRequest, Tasks } from "../../hub/plugin/tasks.ts"
import { formatWalltime } from "../../hub/plugin/walltime.ts"
import type { Account } from "./account.ts"
import { slurmDriver } from "./choose-driver.ts"
import { commandEnv } from "./command-env.ts"
import type { Watched } from "./driver.ts"
import { findJobs } from "./find.ts"
import { forSomeSeconds, tail } from "./job-log.ts"
import type { JobSpec } from "./job-spec.ts"
import { createNodeAddresses } from "./nodes.ts"
import { type Absences, jobIdOf, pollJobs } from "./poll.ts"
import { runFiles } from "./run-files.ts"
import { readSettings, type SlurmSettings } from "./settings.ts"
import { splitWords } from "./shell-words.ts"
import { type TaskFiles, taskScript } from "./task-script.ts"
import { writeUserFile } from "./user-file.ts"
import { userPrefix } from "./user-prefix.ts"

const logBytes = 64_000
const resultBytes = 256_000

export function slurmTasks(accountOf: (user: string, context: PluginContext) => Promise<Account>): Tasks {
  const addresses = createNodeAddresses()
  const absences: Absences = new Map()
  const place = async (task: Pick<Task, "id" | "user">, context: PluginContext) => {
    const settings = readSettings(context)
    const account = await accountOf(task.user, context)
    return { settings, account, files: taskFiles(settings, account, task.id), asUser: userPrefix(settings, account) }
  }

  return {
    home: async (user, context) => (await accountOf(user, context)).home,

    async submit(request, context) {
      const { settings, account, files, asUser } = await place(request, context)
      await writeUserFile(asUser, files.input, request.input ?? "", context, account)
      const job = {
        spec: taskSpec(request, settings, account, files),
        script: taskScript(request, account, files, settings),
      }
      return { job_id: await slurmDriver(settings, context).submit(job, account) }
    },

    poll: (tasks, context) => {
      const settings = readSettings(context)
      const driver = slurmDriver(settings, context)
      return pollJobs(tasks.map(watched), settings.nodeDomain, driver, context, addresses, absences)
    },

    find: (tasks, context) => findJobs(tasks.map(watched), slurmDriver(readSettings(context), context)),

    async cancel(task, context) {
      const { settings, account } = await place(task, context)
      const id = jobIdOf(task)
      await slurmDriver(settings, context).cancel(id === null ? { name: task.id } : { id }, account)
    },

    async log(task, context) {
      const { files, asUser } = await place(task, context)
      return tail(files.log, asUser, context, logBytes)
    },

    async result(task, context) {
      const { files, asUser } = await place(task, context)
      const argv = [...asUser, ...forSomeSeconds, "head", `--bytes=${resultBytes}`, "--", files.result]
      const options = { env: commandEnv(context), timeoutMs: 20_000, maxBytes: resultBytes }
      const { code, stdout } = await context.exec(argv, options)
      return code === 0 && stdout !== "" ? stdout : null
    },

    async removeFile(user, path, context) {
      const asUser = userPrefix(readSettings(context), await accountOf(user, context))
      const argv = [...asUser, "rm", "-f", "--", path]
      const { code, stderr } = await context.exec(argv, { env: commandEnv(context), timeoutMs: 30_000 })
      if (code !== 0) throw new Fault(503, `${path} could not be removed: ${stderr.trim().slice(0, 300)}`)
    },
  }
}

function watched({ id, user, state }: Task): Watched {
  return { id, user: { name: user }, state }
}

function taskFiles(settings: SlurmSettings, account: Account, id: string): TaskFiles {
  const { folder, log } = runFiles(settings.runDir, account, id)
  return { folder, log, input: `${folder}/${id}.in`, result: `${folder}/${id}.result` }
}

/** No person's text is in it. A task has no GPU: what a site's `req_gres` asks for is for servers. */
function taskSpec(
  { id, queue, cpus, memoryMb, walltimeMinutes }: TaskRequest,
  { req }: SlurmSettings,
  { home }: Account,
  { log }: TaskFiles,
): JobSpec {
  return {
    name: id,
    partition: queue?.partition ?? req.partition,
    account: queue?.account ?? req.account,
    qos: queue?.qos ?? req.qos,
    reservation: "",
    cluster: req.cluster,
    nodes: "",
    gres: "",
    cpus: String(cpus),
    memory: `${memoryMb}M`,
    time: formatWalltime(walltimeMinutes),
    home,
    log,
    environment: "none",
    options: splitWords(req.options),
  }
}
