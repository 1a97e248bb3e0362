/** A hub's core with the slurm spawner in front of a scheduler in the test: two queues, and quotas for everybody. */
import type { Test } from "tap"
import type { StartEstimate } from "../../hub/plugin/scheduler.ts"
import type { Run, Spawner } from "../../hub/plugin/spawner.ts"
import { createSlurmSpawner } from "../../spawners/slurm/spawner.ts"
import { type TestCore, type TestCoreOptions, testCore } from "./core.ts"
import { type SchedulerDouble, schedulerDouble } from "./scheduler-double.ts"

export interface QueueCore extends TestCore {
  readonly scheduler: SchedulerDouble
}

export const queueSettings = {
  containers: { jupyter: { image: "/srv/images/jupyter.sqfs", default: true } },
  queues: {
    instant: { partition: "instant", instant: true, display_name: "Instant", default: true, gpu_types: ["a100"] },
    large: { partition: "large", max_walltime: "2-00:00:00", max_nodes: 2, display_name: "Large" },
  },
  quotas: { user: { gpus: 4, gpus_per_job: 4, jobs: 2, walltime: "1-00:00:00", queues: ["instant", "large"] } },
}

/** `starts` says when a run would start: in so many minutes. */
export async function queueCore(
  t: Test,
  starts: (run: Run) => number | StartEstimate = () => 0,
  options: Omit<TestCoreOptions, "spawner"> & {
    readonly carme?: Readonly<Record<string, unknown>>
    readonly spawner?: Partial<Spawner>
  } = {},
): Promise<QueueCore> {
  const scheduler = schedulerDouble()
  const { check: _, ...slurm } = createSlurmSpawner()
  const spawner: Spawner = {
    ...slurm,
    scheduler: () => scheduler,
    log: async run => `log of ${run.id}`,
    estimate: async (run, { clock }) => {
      scheduler.asked.push("estimate")
      const when = starts(run)
      if (typeof when !== "number") return when
      return { outcome: "start", at: new Date(clock.now().getTime() + when * 60_000), nodes: ["n1"] }
    },
    ...options.spawner,
  }
  const settings = { CarmeHub: { ...queueSettings, ...options.carme }, ...options.settings }
  const hub = await testCore(t, { ...options, settings, spawner })
  return { ...hub, scheduler }
}
