/** What every spawner has to do, whatever its backend: the suite that each one's test runs. */
import type { Test } from "tap"
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Refusal } from "../../hub/plugin/errors.ts"
import type { Offer } from "../../hub/plugin/offer.ts"
import type { JobStatus, JsonObject, Run, Spawner, StartRequest } from "../../hub/plugin/spawner.ts"

export interface SpawnerCase {
  readonly spawner: Spawner
  readonly context: PluginContext
  readonly offer: Offer
  /** A request for a job that runs until it is stopped; each with an id of its own. */
  request(): StartRequest
  /** Options that must be refused. */
  readonly badOptions: readonly JsonObject[]
  /** Ends once the backend may have moved on; the suite looks again then. */
  pause(): Promise<void>
  /** How often the suite looks before it gives up. */
  readonly patience: number
}

export async function spawnerContract(t: Test, given: SpawnerCase): Promise<void> {
  const { spawner, context, offer } = given
  const asRun = (request: StartRequest, state: JsonObject): Run => ({ ...request, state: throughDatabase(state) })

  async function becomes(run: Run, status: JobStatus["status"]): Promise<JobStatus | undefined> {
    for (let look = 0; look < given.patience; look++) {
      const answer = (await spawner.poll([run], context)).get(run.id)
      if (answer?.status === status) return answer
      await given.pause()
    }
    t.fail(`${run.id} did not become ${status}`)
    return undefined
  }

  await t.test("options that are not right are refused, and nothing is done", async t => {
    for (const options of given.badOptions) {
      t.throws(() => spawner.parse(options, offer, context), Refusal, JSON.stringify(options).slice(0, 80))
    }
  })

  await t.test("what parse gives is plain JSON, and parses to the same again", async t => {
    const parsed = spawner.parse({}, offer, context)
    t.same(throughDatabase(parsed.userOptions), parsed.userOptions)
    t.same(spawner.parse(parsed.userOptions, offer, context), parsed)
  })

  await t.test("a job is started, found, watched and stopped", async t => {
    const request = given.request()
    await spawner.check?.(request, context)
    const { state } = await spawner.start(request, context)
    t.same(throughDatabase(state), state, "its state is plain JSON")
    const run = asRun(request, state)
    const running = await becomes(run, "running")
    if (running?.status === "running") t.type(running.address?.host, "string", "a running job has a host")

    const stranger = given.request()
    const found = await spawner.find([run, stranger], context)
    t.notOk(found.has(stranger.id), "what was never started is not found")
    const again = asRun(request, found.get(run.id) ?? {})
    t.equal((await becomes(again, "running"))?.status, "running", "it is found by its id, after a crash")

    await spawner.stop(again, context)
    await becomes(again, "gone")
    await t.resolves(spawner.stop(again, context), "stopping what is gone is no error")
    t.notOk((await spawner.find([run], context)).has(run.id), "what is gone is not found")
  })

  await t.test("many are watched at once", async t => {
    const requests = [given.request(), given.request()]
    const runs = await Promise.all(
      requests.map(async request => asRun(request, (await spawner.start(request, context)).state)),
    )
    for (const run of runs) await becomes(run, "running")
    const [first, second] = runs
    if (!first || !second) return
    await spawner.stop(first, context)
    await becomes(first, "gone")
    const answers = await spawner.poll(runs, context)
    t.equal(answers.get(second.id)?.status, "running", "the end of one is not the end of another")
    await spawner.stop(second, context)
    await becomes(second, "gone")
    t.same([...(await spawner.poll([], context))], [], "asking about nothing is no error")
  })
}

/** What is left of a state when it was stored and read again. */
function throughDatabase<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
