/** The argument that has stopped servers listed too: any value but `0` and `false`, the empty one included. */
import { z } from "zod"

export const includeStoppedQuery = {
  include_stopped_servers: z.string().optional().meta({ description: "`1`: servers that are stopped, too" }),
}

export function includeStopped(query: { readonly include_stopped_servers?: string | undefined }): boolean {
  const value = query.include_stopped_servers
  return value !== undefined && value.toLowerCase() !== "0" && value.toLowerCase() !== "false"
}
