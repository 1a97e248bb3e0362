/** The words that start the server in the job: JupyterLab's as a rule, or the proxy of another web app. */
import type { StartRequest } from "../../hub/plugin/spawner.ts"
import type { SlurmSettings } from "./settings.ts"
import { splitWords } from "./shell-words.ts"

/** The first two words are programs: share/singleuser/launcher/start.sh looks for both. */
export function serverCommand(
  { container, cmd }: Pick<StartRequest, "container" | "cmd">,
  { singleuserCmd }: Pick<SlurmSettings, "singleuserCmd">,
): readonly string[] {
  const wrapper = splitWords(singleuserCmd)
  const app = container?.app
  if (!app) return [...wrapper, ...cmd]
  const options = [`--ready=${app.ready}`, `--timeout=${app.timeoutSeconds}`]
  return [...wrapper, "carme-app", ...options, ...(app.stripPrefix ? ["--strip-prefix"] : []), "--", ...app.command]
}
