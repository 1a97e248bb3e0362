/** `c.CarmeHub.gpu_weights`: how much of a GPU one of each type counts for, MIG slices and shards included. */
import { type Kind, WrongType } from "../kind.ts"
import { isPlainDict } from "../kinds.ts"

export const gpuWeights: Kind<Readonly<Record<string, number>>> = {
  label: "a dict of GPU type to a number",
  parse(value) {
    if (!isPlainDict(value)) throw new WrongType(gpuWeights.label, value)
    for (const [type, weight] of Object.entries(value)) {
      if (typeof weight !== "number" || !(weight >= 0 && weight <= 1000)) {
        throw new WrongType("a number from 0 to 1000", weight, [type])
      }
    }
    return value as Readonly<Record<string, number>>
  },
  fromText: () => {
    throw new WrongType("", "is a dict, to be set in the configuration file")
  },
}
