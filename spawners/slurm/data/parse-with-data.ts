/** A spawn request with its lists of paths: what can be copied only where there is a scratch folder. Pure. */
import type { Offer } from "../../../hub/plugin/offer.ts"
import type { JsonObject, ParsedOptions } from "../../../hub/plugin/spawner.ts"
import { badOption } from "../fields.ts"
import { parseRequest } from "../request.ts"
import type { SlurmSettings } from "../settings.ts"
import { dataOptions, storedData } from "./data-options.ts"
import { scratchFor } from "./scratch-for.ts"

export function parseWithData(
  raw: JsonObject,
  offer: Offer,
  { mountRoots, scratch, scratchDir }: Pick<SlurmSettings, "mountRoots" | "scratch" | "scratchDir">,
): ParsedOptions {
  const { data, rest } = dataOptions(raw, mountRoots)
  const parsed = parseRequest(rest, offer)
  const isStaged = data.stageIn.length + data.stageOut.length > 0
  if (isStaged && scratchFor(scratch, scratchDir, parsed.demand.queue) === null) {
    throw badOption("There is no scratch folder in this queue that files could be copied to.")
  }
  return { ...parsed, userOptions: { ...parsed.userOptions, ...storedData(data) } }
}
