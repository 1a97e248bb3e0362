/** Limits as a QOS of Slurm has them: what they are called there, what they should be, what they are. Pure. */
import type { Limits } from "../../../hub/plugin/offer.ts"
import { formatWalltime } from "../../../hub/plugin/walltime.ts"
import { parseWalltime } from "../walltime.ts"

/** QOS of ours: sacctmgr is never asked to change another. */
export const qosPrefix = "carme-"

/** Field -> its value as `sacctmgr modify qos set` takes it; empty is no limit. */
export type QosSettings = Readonly<Record<QosField, string>>
type QosField = (typeof fields)[number]["set"]

/** Name in `set`, name in `format`, and how to tell that two values are the same. */
const fields = [
  { set: "Flags", format: "Flags", read: (text: string) => text },
  { set: "MaxTRESPerUser", format: "MaxTRESPU", read: gpuLimit },
  { set: "MaxTRESPerJob", format: "MaxTRES", read: gpuLimit },
  { set: "MaxSubmitJobsPerUser", format: "MaxSubmitPU", read: (text: string) => text },
  { set: "MaxWall", format: "MaxWall", read: wallMinutes },
] as const

export const qosFormat: string = ["Name", ...fields.map(field => field.format)].join(",")

export function wantedQos(limits: Limits): QosSettings {
  return {
    // Without it a job over the limit waits for ever instead of being refused.
    Flags: "DenyOnLimit",
    MaxTRESPerUser: gpus(limits.gpus),
    MaxTRESPerJob: gpus(limits.gpusPerJob),
    // Waiting jobs count with the hub as well.
    MaxSubmitJobsPerUser: limits.jobs === null ? "" : String(limits.jobs),
    MaxWall: limits.walltimeMinutes === null ? "" : String(limits.walltimeMinutes),
  }
}

/** One line of `sacctmgr --parsable2 show qos` in `qosFormat`. */
export function readQos(line: string): { readonly name: string; readonly settings: QosSettings } {
  const [name = "", ...values] = line.split("|")
  const settings = fields.map((field, at) => [field.set, field.read((values[at] ?? "").trim())] as const)
  return { name: name.trim(), settings: Object.fromEntries(settings) as QosSettings }
}

/** Fields that differ, as `name=value` words of `set`; -1 takes a limit away. */
export function qosChanges(is: QosSettings | null, wanted: QosSettings): readonly string[] {
  return fields.flatMap(({ set }) => {
    const value = wanted[set]
    if (is === null) return value === "" ? [] : [`${set}=${value}`]
    return is[set] === value ? [] : [`${set}=${value === "" ? cleared(set) : value}`]
  })
}

function cleared(field: QosField): string {
  return field.startsWith("MaxTRES") ? "gres/gpu=-1" : "-1"
}

/** In words: `up to 2 GPUs a person`. */
export function describeQos(settings: QosSettings | null): string {
  if (settings === null) return "not there"
  const said = fields.flatMap(({ set }) => (settings[set] === "" ? [] : [`${set}=${shown(set, settings[set])}`]))
  return said.join(" ") || "without limits"
}

function shown(field: QosField, value: string): string {
  return field === "MaxWall" ? formatWalltime(Number(value)) : value
}

function gpus(limit: number | null): string {
  return limit === null ? "" : `gres/gpu=${limit}`
}

/** Of what an admin has added by hand only the GPUs are ours to compare. */
function gpuLimit(text: string): string {
  return text.split(",").find(part => part.startsWith("gres/gpu=")) ?? ""
}

function wallMinutes(text: string): string {
  return text === "" ? "" : String(parseWalltime(text) ?? text)
}
