/** What `carme-hub import` prints: every setting with what becomes of it, and the sum. */
import type { Judgement, Verdict } from "./judgement.ts"

const words: Readonly<Record<Verdict, string>> = {
  same: "carries over",
  different: "done differently",
  lost: "DOES NOT CARRY OVER",
}

type Sum = Readonly<Record<Verdict, number>>

export function importReport(file: string, judgements: readonly Judgement[], json: boolean): string {
  const sum = sumOf(judgements)
  if (json) return `${JSON.stringify({ file, settings: judgements, summary: sum }, null, 2)}\n`
  const lines = judgements.flatMap(linesOf)
  return [...lines, ...(lines.length === 0 ? [] : [""]), summary(sum), advice(sum), ""].join("\n")
}

function linesOf({ file, line, setting, value, verdict, reason, todo }: Judgement): readonly string[] {
  const what = setting === null ? (value ?? "") : `c.${setting}${value}`
  const head = [line === null ? `${file}:` : `${file}:${line}:`, what].filter(part => part !== "").join(" ")
  const why = reason === "" ? words[verdict] : `${words[verdict]}: ${reason}`
  return [head, `    ${why}`, ...(todo === null ? [] : [`    What to do: ${todo}`])]
}

function sumOf(judgements: readonly Judgement[]): Sum {
  const count = (verdict: Verdict) => judgements.filter(j => j.verdict === verdict).length
  return { same: count("same"), different: count("different"), lost: count("lost") }
}

function summary({ same, different, lost }: Sum): string {
  return `Summary: ${same} carry over, ${different} are done differently, ${lost} do not carry over.`
}

function advice({ lost }: Sum): string {
  return lost === 0
    ? "carme-hub can be started with this file."
    : "carme-hub should not be started with this file before these are dealt with; JupyterHub is not affected."
}
