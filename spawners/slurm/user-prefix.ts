/** The words before a command that run it as its user. */
import type { JobOwner } from "./driver.ts"
import type { SlurmSettings } from "./settings.ts"
import { renderWords } from "./template.ts"

export function userPrefix(settings: SlurmSettings, owner: JobOwner): readonly string[] {
  return renderWords(settings.execPrefix, { ...settings.req, username: owner.name, homedir: owner.home })
}
