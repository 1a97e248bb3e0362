/** Servers as Slurm jobs in Apptainer containers: the plugin, put together from its parts. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Refusal } from "../../hub/plugin/errors.ts"
import type { Run, Spawner } from "../../hub/plugin/spawner.ts"
import { checkImage } from "../apptainer/image-check.ts"
import { type Account, accountOf } from "./account.ts"
import { alternatives } from "./alternatives.ts"
import { backstop } from "./backstop/backstop.ts"
import { createCache } from "./cache.ts"
import { nodeNames } from "./certificates/node-names.ts"
import { placeRunCertificates, removeRunCertificates } from "./certificates/run-certificates.ts"
import { slurmDriver } from "./choose-driver.ts"
import { formPlaces } from "./data/form-places.ts"
import { parseWithData } from "./data/parse-with-data.ts"
import { diagnoseSlurm } from "./doctor/diagnose.ts"
import { findJobs } from "./find.ts"
import { formData } from "./form.ts"
import { tail } from "./job-log.ts"
import { createNodeAddresses } from "./nodes.ts"
import { type Absences, jobIdOf, pollJobs } from "./poll.ts"
import { runDirOf, runFiles } from "./run-files.ts"
import { readSettings, type SlurmSettings } from "./settings.ts"
import { siteOptions, takesSiteOptions } from "./site-options.ts"
import { nothingSubmitted, startJob, submission } from "./start.ts"
import { type Endings, stopJob } from "./stop.ts"
import { slurmTasks } from "./tasks.ts"
import { userPrefix } from "./user-prefix.ts"

const keepMs = 60_000

/** Only what can be asked again is kept: accounts, images, node addresses, and since when a job is missing. */
export function createSlurmSpawner() {
  const accounts = createCache<Account>(keepMs)
  const images = createCache<true>(keepMs)
  const addresses = createNodeAddresses()
  const absences: Absences = new Map()
  const endings: Endings = new Map()
  const account = (run: Run, settings: SlurmSettings, context: PluginContext) =>
    accountOf(run.user.name, settings.servicePrefix, context, accounts)

  return {
    name: "slurm",
    provesIdentity: true,
    outlivesHub: true,
    backstop,
    rescues: context => readSettings(context).rescueDir !== "",
    parse(raw, offer, context) {
      const settings = readSettings(context)
      if (!takesSiteOptions(context)) return parseWithData(raw, offer, settings)
      const { site, ours } = siteOptions(raw, settings.batchScript, offer.queues.length > 0)
      const parsed = parseWithData(ours, offer, settings)
      return { ...parsed, userOptions: { ...site, ...parsed.userOptions } }
    },

    async check(run, context) {
      const settings = readSettings(context)
      const owner = await account(run, settings, context)
      if (run.demand.rescue === true && settings.rescueDir === "") throw noRescue()
      if (run.container === null) return
      const { image, origin = "store" } = run.container
      // Where people may lay links, the hub's own account looks at nothing: it may see more than they do.
      const eyes = origin === "store" ? settings.servicePrefix : userPrefix(settings, owner)
      await images.get(context.clock, JSON.stringify([...eyes, image]), async () => {
        await checkImage(image, eyes, context)
        return true
      })
    },

    async start(request, context) {
      const settings = readSettings(context, request.overrides)
      const owner = await account(request, settings, context).catch(nothingSubmitted)
      return startJob(request, owner, settings, slurmDriver(settings, context), context)
    },

    certificateNames: (run, context) => {
      const settings = readSettings(context)
      return nodeNames(run, settings, slurmDriver(settings, context), addresses, context)
    },

    async placeCertificates(made, run, context) {
      const settings = readSettings(context)
      const owner = await account(run, settings, context)
      return placeRunCertificates(
        made,
        runFiles(runDirOf(run, settings), owner, run.id),
        userPrefix(settings, owner),
        context,
        owner,
      )
    },

    async finish(run, context) {
      if (context.setting<boolean>("JupyterHub.internal_ssl") !== true) return
      const settings = readSettings(context)
      const owner = await account(run, settings, context)
      await removeRunCertificates(
        runFiles(runDirOf(run, settings), owner, run.id),
        userPrefix(settings, owner),
        context,
      )
    },

    poll: (runs, context) => {
      const settings = readSettings(context)
      return pollJobs(runs, settings.nodeDomain, slurmDriver(settings, context), context, addresses, absences)
    },

    async stop(run, context) {
      const settings = readSettings(context)
      const owner = await account(run, settings, context)
      await stopJob(run, owner, settings, slurmDriver(settings, context), context, endings)
    },

    find: (runs, context) => findJobs(runs, slurmDriver(readSettings(context), context)),

    async estimate(run, context) {
      const settings = readSettings(context)
      const owner = await account(run, settings, context)
      const request = { ...run, env: {}, cmd: [], overrides: {} }
      const job = submission(request, owner, runFiles(settings.runDir, owner, run.id), settings)
      return slurmDriver(settings, context).estimate(job, owner)
    },

    tasks: slurmTasks((user, context) => accountOf(user, readSettings(context).servicePrefix, context, accounts)),

    diagnose: async (user, context) =>
      diagnoseSlurm(
        user === null ? null : await accountOf(user, readSettings(context).servicePrefix, context, accounts),
        context,
      ),

    alternatives,

    scheduler: context => slurmDriver(readSettings(context), context),

    form: async (person, offer, context) => ({
      template: "partials/slurm-form",
      data: { ...formData(offer, formPlaces(person, offer, readSettings(context))) },
    }),

    async log(run, context) {
      const settings = readSettings(context)
      const owner = await account(run, settings, context)
      const id = jobIdOf(run)
      const file =
        settings.batchScript === "" || id === null
          ? runFiles(runDirOf(run, settings), owner, run.id).log
          : await slurmDriver(settings, context)
              .logFile(id)
              .catch(() => null)
      return file === null ? null : tail(file, userPrefix(settings, owner), context)
    },
  } satisfies Spawner
}

function noRescue(): Refusal {
  return new Refusal(403, "There are no rescue sessions here. Make room from a login node for example.", {
    code: "no-rescue",
  })
}

export const slurm: Spawner = createSlurmSpawner()
