/** `c.CarmeHub.scratch`: folders for the time of a job, on the node's own disk or across the job's nodes. */
import { z } from "zod"
import type { Scratch } from "../../plugin/data.ts"
import { section } from "./section.ts"
import { string, strings } from "./units.ts"

/** `{job_id}` may be a piece of a part: `/scratch/job-{job_id}`. */
const pathRule = /^(?:\/(?!\.{1,2}(?:\/|$))(?:[^/:,"\\{}\p{C}]|\{job_id\}|\{username\})+)+$/u

const argv = z.array(
  z.string("must be a string").refine(word => !/\0|\n/.test(word), "must be one line"),
  "must be a list of words",
)

const schema = z.strictObject({
  kind: z.enum(["node-local", "beeond", "command"], 'must be "node-local", "beeond" or "command"').optional(),
  path: z
    .string("must be a path such as /scratch/{job_id}")
    .regex(pathRule, "must be an absolute path, in which only {job_id} and {username} stand for something"),
  size: string.optional(),
  description: string.optional(),
  queues: strings.nullish(),
  start: argv.optional(),
  stop: argv.optional(),
  home_folder: z
    .string("must be a name")
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,62}$/, "must be the name of one folder")
    .optional(),
})

/** What BeeGFS documents for a job: the nodes of a file, the nodes' own disk below /data, mounted at the path. */
const beeond = {
  start: ["beeond", "start", "-n", "{nodefile}", "-d", "/data/beeond/{job_id}", "-c", "{path}"],
  stop: ["beeond", "stop", "-n", "{nodefile}", "-L", "-d"],
}

export const scratch = section("a dict of name to a dict of settings", schema, (name, s): Scratch => {
  const kind = s.kind ?? "node-local"
  const commands = kind === "beeond" ? beeond : { start: [], stop: [] }
  return {
    name,
    kind,
    path: s.path,
    size: s.size ?? "",
    description: s.description ?? "",
    queues: s.queues ?? null,
    start: s.start ?? commands.start,
    stop: s.stop ?? commands.stop,
    homeFolder: s.home_folder ?? "",
  }
})
