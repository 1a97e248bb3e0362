/** What a check of a site found: `carme-hub doctor` prints these. */

/** Only `failed` is something that people's starts would fail by. */
export interface Finding {
  /** The check, in one word or some with dashes. */
  readonly id: string
  readonly status: "ok" | "warning" | "failed" | "skipped"
  /** What is, in a sentence. */
  readonly what: string
  /** Why it matters. */
  readonly why?: string
  /** The line that mends it. */
  readonly mend?: string
  /** The queue whose job found it. */
  readonly queue?: string
}
