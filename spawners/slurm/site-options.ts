/** Options of a site's own form: those that are batchspawner's become ours, the rest is for its script and its hooks. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import type { Json, JsonObject } from "../../hub/plugin/spawner.ts"
import { badOption, isFieldName, shown } from "./fields.ts"

/** What batchspawner's scripts call a request, and what it is here: so it counts for limits and reaches Slurm. */
const batchspawnerNames: Readonly<Record<string, string>> = { nprocs: "cpus", ngpus: "gpus", runtime: "walltime" }
const dataNames = ["mounts", "stage_in", "stage_out"]
const optionName = /^[A-Za-z_]\w{0,63}$/
const mostOptions = 100

export interface SiteOptions {
  /** By the names of the site. */
  readonly site: JsonObject
  /** By the names that the slurm spawner knows. */
  readonly ours: JsonObject
}

/** Whether options come that are the site's own: it has a form, or reads them itself. */
export function takesSiteOptions(context: PluginContext): boolean {
  const from = context.setting<unknown>("Spawner.options_from_form")
  const applied = context.setting<unknown>("Spawner.apply_user_options")
  return (
    Boolean(context.setting("Spawner.options_form")) ||
    from === "simple" ||
    isSet(from) ||
    (isSet(applied) && Object.keys(applied).length > 0)
  )
}

/** Throws Refusal 400 for what the site's script could not take. Pure. */
export function siteOptions(raw: JsonObject, template: string, hasQueues: boolean): SiteOptions {
  const given = Object.entries(raw)
  if (given.length > mostOptions) throw badOption(`There are more than ${mostOptions} options.`)
  const site: Record<string, Json> = {}
  const ours: Record<string, Json> = {}
  for (const [name, value] of given) {
    if (value === undefined) continue
    if (!optionName.test(name)) throw badOption(`${shown(name)} is no name of an option.`)
    if (isFieldName(name) || dataNames.includes(name)) ours[name] = value
    else if (Object.hasOwn(batchspawnerNames, name)) ours[batchspawnerNames[name] as string] = value
    else if (name === "gres") Object.assign(ours, gpusOf(value))
    else if (name === "partition" && hasQueues) ours.queue = value
    else site[name] = checked(name, value, template)
  }
  return { site, ours }
}

/** `gpu:2`, `gpu:a100:2`, `gpu`; GPUs that the hub could not count would go past every limit. */
function gpusOf(value: Json): JsonObject {
  const text = String(Array.isArray(value) ? (value[0] ?? "") : (value ?? "")).trim()
  if (text === "") return {}
  const [, type, count = "1"] = /^(?:gres[/:])?gpu(?::([A-Za-z][\w.-]*))?(?::(\d{1,4}))?$/.exec(text) ?? []
  if (!/^(?:gres[/:])?gpu\b/.test(text) || !/^[\w./:-]+$/.test(text))
    throw badOption(`The option gres has to be like gpu:1 or gpu:a100:2, not ${shown(text)}.`)
  return { gpus: count, ...(type === undefined ? {} : { gpu_type: type }) }
}

/** A person's text that a script writes becomes neither a further option of Slurm's nor a command. */
function checked(name: string, value: Json, template: string): Json {
  const where = places(name, template)
  if (where === "nowhere") return value
  const texts = (Array.isArray(value) ? value : [value]).map(each => (each === null ? "" : each))
  for (const text of texts) {
    if (typeof text === "object") throw badOption(`The option ${name} has to be a text, a number or a list of these.`)
    const plain = String(text)
    const fits = where === "directive" ? /^[\p{L}\p{N}_@%+=:,./-]*$/u : /^[\p{L}\p{N}_@%+=:,./ -]*$/u
    if (plain.length > 1000 || !fits.test(plain) || /(^| )-/.test(plain)) {
      throw badOption(
        `The option ${name} has to be of letters, digits${where === "directive" ? "" : ", blanks"} and _@%+=:,./- and must not begin with -, since the job's script contains it; it is ${shown(plain)}.`,
      )
    }
  }
  return value
}

/** Where the site's script writes the option out: what it only compares it with may be any text. */
function places(name: string, template: string): "nowhere" | "script" | "directive" {
  const isJinja = /\{\{|\{%/.test(template)
  const output = isJinja
    ? `\\{\\{[^{}]*\\b${name}\\b[^{}]*\\}\\}|\\{%[^{}]*\\bset\\b[^{}]*\\b${name}\\b`
    : `\\{${name}\\}`
  const written = new RegExp(output)
  const lines = template.split("\n").filter(line => written.test(line))
  if (lines.length === 0)
    return new RegExp(`\\{%[^{}]*\\bfor\\b[^{}]*\\b${name}\\b`).test(template) ? "directive" : "nowhere"
  return lines.some(line => line.includes("#SBATCH")) ? "directive" : "script"
}

function isSet(value: unknown): value is object {
  return typeof value === "object" && value !== null
}
