/** A site's own command: one JSON object, `{"used": bytes, "limit": bytes or null}`. */
import { z } from "zod"
import type { DiskUse } from "./disk-use.ts"

const schema = z.object({ used: z.number().min(0), limit: z.number().positive().nullish() })

export function readCommand(stdout: string): DiskUse | null {
  try {
    const { used, limit } = schema.parse(JSON.parse(stdout))
    return { usedBytes: used, limitBytes: limit ?? null }
  } catch {
    return null
  }
}
