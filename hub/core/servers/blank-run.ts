/** A run to which nothing has happened yet, and that asks for nothing. */

import type { RunRow } from "../../db/rows.ts"

export const blankRun = {
  demand: { queue: null, container: null, gpus: 0, gpuType: null, cpus: null, memoryMb: null, walltimeMinutes: null },
  job: {},
  node: null,
  host: null,
  port: null,
  reason: null,
  estimate: null,
  token_id: null,
  submitting_at: null,
  submitted_at: null,
  allocated_at: null,
  ready_at: null,
  stopping_at: null,
  ended_at: null,
  outcome: null,
  message: null,
  message_html: null,
  status: null,
  code: null,
} as const satisfies Partial<RunRow>
