/** A word that nobody can have put into the name of a job: by it what Slurm wrote is told from what somebody made it write. */
import { randomBytes } from "node:crypto"

/** New for each question. A person may give a job any name, with line breaks and whole lines of an answer in it. */
export function newMark(): string {
  return randomBytes(12).toString("hex")
}

/** The lines that begin with the mark, without it. */
export function marked(lines: readonly string[], mark: string): readonly string[] {
  return lines.flatMap(line => (line.startsWith(mark) ? [line.slice(mark.length)] : []))
}
