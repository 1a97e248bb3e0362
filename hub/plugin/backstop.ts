/** What a scheduler enforces by itself, so that a person who goes past the hub meets the same limits. */
import type { PluginContext } from "./context.ts"
import type { Limits } from "./offer.ts"

/** The limits that some people share: those of the same roles and exceptions. */
export interface LimitSet {
  /** `[a-z0-9_.-]{1,40}`, made of the roles' names. */
  readonly name: string
  /** GPUs at a time by pieces, not by weight. */
  readonly limits: Limits
  readonly people: readonly string[]
  /** When the first of the exceptions ends that are in it; the limits hold beyond that, but may be more than is left. */
  readonly until?: Date
}

/** Something that is not as the limit sets say. */
export interface Drift {
  /** One line for an admin: what it is about, how it is, how it should be. */
  readonly text: string
  /** Puts it right; absent where only a person can. */
  readonly mend?: (context: PluginContext) => Promise<void>
}

export interface Backstop {
  /** In the order in which it has to be mended. Changes nothing. Throws a Fault when the scheduler does not answer. */
  compare(sets: readonly LimitSet[], context: PluginContext): Promise<readonly Drift[]>
  /** What keeps the scheduler from enforcing limits at all, each with what to do; one question. */
  warnings(context: PluginContext): Promise<readonly string[]>
}
