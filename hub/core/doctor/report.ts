/** The findings of a check as text for people, or as JSON for machines. Pure. */
import type { Finding } from "../../plugin/finding.ts"

const marks = { ok: "ok", warning: "warning", failed: "FAILED", skipped: "skipped" } as const

export function doctorReport(findings: readonly Finding[], json: boolean): { text: string; failed: boolean } {
  const failed = findings.some(({ status }) => status === "failed")
  if (json) return { text: `${JSON.stringify({ ok: !failed, findings })}\n`, failed }
  const lines = findings.flatMap(({ status, id, queue, what, why, mend }) => [
    `${marks[status].padEnd(8)} ${id}${queue === undefined ? "" : ` (queue ${queue})`}: ${what}`,
    ...(why === undefined ? [] : [`         why: ${why}`]),
    ...(mend === undefined ? [] : [`         mend: ${mend}`]),
  ])
  // Jobs write some of it, as their people: nothing there moves a terminal's cursor.
  return { text: lines.map(line => `${line.replace(/\p{C}/gu, " ")}\n`).join(""), failed }
}
