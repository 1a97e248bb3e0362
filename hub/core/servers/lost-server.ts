/** A ready run whose server is over while its job goes on: it has no route, and people see it as stopping until the job's script ends. */
import type { RunRow, RunState } from "../../db/rows.ts"

/** Written to the run's `reason`, and told to people. */
export const losses = {
  refused: "nothing listens on its port any more",
  stranger: "another program answers on its port",
} as const

export type Loss = keyof typeof losses

const texts: readonly string[] = Object.values(losses)

export function isServerLost({ state, reason }: Pick<RunRow, "state" | "reason">): boolean {
  return state === "ready" && reason !== null && texts.includes(reason)
}

/** The state that people and programs are told. */
export function visibleState(run: Pick<RunRow, "state" | "reason">): RunState {
  return isServerLost(run) ? "stopping" : run.state
}
