/** Options of sbatch, from a site's settings or its own script, as fields of a job over REST. Pure. */
import { Fault } from "../../../hub/plugin/errors.ts"
import { parseMemory } from "../memory.ts"
import { splitWords } from "../shell-words.ts"
import { parseWalltime } from "../walltime.ts"
import { type Fields, setNumber } from "./values.ts"

type Field = (value: string, now: Date) => Fields

const text =
  (name: string): Field =>
  value => ({ [name]: value })
const list =
  (name: string): Field =>
  value => ({ [name]: value.split(",") })
const whole =
  (name: string): Field =>
  value => ({ [name]: wholeNumber(value) })

const fields: Readonly<Record<string, Field>> = {
  account: text("account"),
  begin: (value, now) => ({ begin_time: setNumber(secondsOf(value, now)) }),
  chdir: text("current_working_directory"),
  comment: text("comment"),
  constraint: text("constraints"),
  "cpus-per-task": whole("cpus_per_task"),
  dependency: text("dependency"),
  error: text("standard_error"),
  exclude: list("excluded_nodes"),
  exclusive: () => ({ shared: ["none"] }),
  gpus: value => ({ tres_per_job: `gres/gpu:${value}` }),
  gres: value => ({ tres_per_node: tresPerNode(value) }),
  "job-name": text("name"),
  licenses: text("licenses"),
  "mail-type": list("mail_type"),
  "mail-user": text("mail_user"),
  mem: value => ({ memory_per_node: setNumber(megabytes(value)) }),
  "mem-per-cpu": value => ({ memory_per_cpu: setNumber(megabytes(value)) }),
  nice: whole("nice"),
  nodelist: list("required_nodes"),
  nodes: text("nodes"),
  ntasks: whole("tasks"),
  "ntasks-per-node": whole("tasks_per_node"),
  "open-mode": value => ({ open_mode: [value.toUpperCase()] }),
  output: text("standard_output"),
  partition: text("partition"),
  qos: text("qos"),
  reservation: text("reservation"),
  signal: warning,
  time: value => ({ time_limit: minutes(value) }),
  wckey: text("wckey"),
}

const short: Readonly<Record<string, string>> = {
  A: "account",
  C: "constraint",
  D: "chdir",
  G: "gpus",
  J: "job-name",
  L: "licenses",
  N: "nodes",
  c: "cpus-per-task",
  d: "dependency",
  e: "error",
  n: "ntasks",
  o: "output",
  p: "partition",
  q: "qos",
  t: "time",
  w: "nodelist",
  x: "exclude",
}

/** What the driver decides itself, or what is only of the command. */
const ours = new Set(["export", "get-user-env", "requeue", "no-requeue", "parsable", "quiet"])

/** Throws a Fault that names an option which has no counterpart here: dropping it would start another job than the site meant. */
export function sbatchFields(words: readonly string[], now: Date): Fields {
  const found: Record<string, unknown> = {}
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ""
    const [, long, value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? []
    const letter = /^-([A-Za-z])(.*)$/s.exec(word)
    const name = long ?? (letter ? (short[letter[1] ?? ""] ?? word) : word)
    if (ours.has(name)) continue
    const field = fields[name]
    if (!field) throw new Fault(500, `The option ${word} of sbatch cannot be given over REST (SlurmSpawner.driver)`)
    const glued = value ?? (letter?.[2] || undefined)
    const given = glued ?? (name === "exclusive" ? "" : words[++at])
    if (given === undefined) throw new Fault(500, `The option ${word} of sbatch has no value`)
    Object.assign(found, field(given, now))
  }
  return found
}

/** The `#SBATCH` lines of a script: slurmrestd does not read them. They end where the script begins. */
export function directives(script: string): readonly string[] {
  const words: string[] = []
  for (const line of script.split("\n")) {
    if (line.startsWith("#SBATCH ")) words.push(...splitWords(line.slice(8).replace(/\s#.*$/, "")))
    else if (line.trim() !== "" && !line.startsWith("#")) break
  }
  return words
}

/** `gpu:a100:2,tmp:5G` as Slurm has it inside since 23.11: `gres/gpu:a100:2,gres/tmp:5G`. */
export function tresPerNode(gres: string): string {
  const parts = gres.split(",").filter(part => part !== "")
  return parts.map(part => `gres/${part.replace(/^gres[/:]/, "")}`).join(",")
}

/** `B:TERM@120`: to the batch script alone, so many seconds before the time limit; 60 where none are told, as sbatch has it. */
function warning(value: string): Fields {
  const [, whom = "", signal = "", seconds = "60"] = /^(?:([BR]{1,2}):)?([A-Za-z0-9]+)(?:@(\d+))?$/.exec(value) ?? []
  if (signal === "") throw new Fault(500, `${JSON.stringify(value)} is no signal with a time`)
  const flags = [...(whom.includes("B") ? ["BATCH_JOB"] : []), ...(whom.includes("R") ? ["RESERVATION_JOB"] : [])]
  return {
    kill_warning_signal: signal,
    kill_warning_delay: setNumber(Number(seconds)),
    ...(flags.length > 0 && { kill_warning_flags: flags }),
  }
}

function minutes(time: string): Fields {
  const parsed = parseWalltime(time)
  if (parsed !== null) return setNumber(parsed)
  if (/^(unlimited|infinite|-1)$/i.test(time)) return { set: false, infinite: true, number: 0 }
  throw new Fault(500, `${JSON.stringify(time)} is no time limit`)
}

function wholeNumber(value: string): number {
  if (/^-?\d{1,10}$/.test(value)) return Number(value)
  throw new Fault(500, `${JSON.stringify(value)} is no whole number`)
}

const units = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const

/** `now`, `now+3600`, `now+1hour`, or seconds since 1970. A time of day would be one of the cluster's own zone, which the API does not tell. */
function secondsOf(begin: string, now: Date): number {
  if (/^\d{9,11}$/.test(begin)) return Number(begin)
  const [whole, count = "0", unit = "second"] =
    /^now(?:\+(\d{1,9})(?:(second|minute|hour|day|week)s?)?)?$/.exec(begin) ?? []
  if (whole === undefined)
    throw new Fault(
      500,
      `${JSON.stringify(begin)} cannot be given over REST: --begin takes now, now+1hour and the like`,
    )
  return Math.floor(now.getTime() / 1000) + Number(count) * units[unit as keyof typeof units]
}

function megabytes(memory: string): number {
  // 0 is all of a node.
  const parsed = memory === "0" ? 0 : parseMemory(memory)
  if (parsed === null) throw new Fault(500, `${JSON.stringify(memory)} is no amount of memory`)
  return parsed
}
