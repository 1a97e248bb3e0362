/** What becomes of one setting of a site's configuration under carme-hub. */

/** `same` carries over; `different` is done in another way, without loss; `lost` does not carry over. */
export type Verdict = "same" | "different" | "lost"

export interface Judgement {
  /** `JupyterHub.port`; null for what concerns the whole file. */
  readonly setting: string | null
  readonly file: string
  /** null where it cannot be told. */
  readonly line: number | null
  /** What the file does with it, ` = 3` or `.append('x')`, short and without secrets; else the statement. */
  readonly value: string | null
  readonly verdict: Verdict
  /** Why, in one sentence without a full stop; empty where there is nothing to say. */
  readonly reason: string
  /** What to do; null where nothing is to be done. */
  readonly todo: string | null
}

/** A judgement without its place. */
export type Opinion = Pick<Judgement, "verdict" | "reason" | "todo">
