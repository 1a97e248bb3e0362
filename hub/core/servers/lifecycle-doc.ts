/** The life of a run as a page of the docs, made from its table. */
import { runStates } from "../../db/rows.ts"
import { apiView, next, runEvents } from "./lifecycle.ts"

export function lifecyclePage(): string {
  const arrows = runStates.flatMap(from =>
    runEvents.flatMap(event => {
      const to = next(from, event)
      return to === null ? [] : [`  ${from} --> ${to}: ${event}`]
    }),
  )
  const views = [...runStates].map(state => {
    const { ready, pending, stopped } = apiView(state)
    return `| ${state} | ${ready} | ${pending ?? ""} | ${stopped} |`
  })
  return `# The life of a server's run

Every attempt at a server is a run, and its state is a column of the table carme_runs. The only writer is a
compare-and-set that appends a run event in the same transaction: what is not an arrow here cannot happen.
\`gone\` comes from the backend alone; a job that the backend cannot be asked about stays what it was.

\`\`\`mermaid
stateDiagram-v2
  [*] --> admitted
${arrows.join("\n")}
\`\`\`

What JupyterHub's API calls each state:

| state | ready | pending | stopped |
|---|---|---|---|
${views.join("\n")}
`
}
