/** Whose budgets a run is charged to, as subjects to lock: two charges to one of them wait for each other. */
import type { Demand } from "../../plugin/demand.ts"

export function payers(userId: number, { project }: Pick<Demand, "project">): readonly string[] {
  return [`user:${userId}`, ...(project === undefined ? [] : [projectSubject(project)])]
}

/** What has to happen to one project at a time: members, budget and its end are looked at under the same lock. */
export function projectSubject(name: string): string {
  return `project:${name}`
}
