/** What the job of a container printed, fit for a page: without colours and cursor movements. */
import { trimEnd } from "../../plugin/trim-end.ts"
import type { Core } from "../core.ts"
import type { Entry } from "./entries.ts"

export async function containerLog(core: Core, { row }: Entry): Promise<string> {
  const { tasks } = core.spawner
  if (!tasks || !row?.task) return ""
  const { id, user, job } = row.task
  return plainText((await tasks.log({ id, user, state: job }, core.spawnerContext)) ?? "")
}

/** A line that a program wrote over and over, as progress bars do, shows as what it was last. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of terminals begin with one
  const plain = text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b[@-_]/g, "")
  const lines = plain.split("\n").map(line => trimEnd(line, "\r").split("\r").at(-1) ?? "")
  return lines.join("\n").replace(/[^\P{C}\n\t]/gu, "")
}
