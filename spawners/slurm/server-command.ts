/** The words that start the server in the job: JupyterLab's as a rule, or the proxy of another web app. */
import type { StartRequest } from "../../hub/plugin/spawner.ts"
import type { SlurmSettings } from "./settings.ts"
import { commandWords, quoted, splitWords } from "./shell-words.ts"

/** Words for bash, quoted where they have to be. The first two words are programs: share/singleuser/launcher/start.sh looks for both. */
export function serverCommand(
  { container, cmd }: Pick<StartRequest, "container" | "cmd">,
  { singleuserCmd }: Pick<SlurmSettings, "singleuserCmd">,
): readonly string[] {
  const wrapper = splitWords(singleuserCmd).map(quoted)
  const app = container?.app
  if (!app) return [...wrapper, ...siteWords(cmd)]
  const options = [`--ready=${app.ready}`, `--timeout=${app.timeoutSeconds}`]
  const words = ["carme-app", ...options, ...(app.stripPrefix ? ["--strip-prefix"] : []), "--", ...app.command]
  return [...wrapper, ...words.map(quoted)]
}

/** The program and its options may be shell text, as batchspawner has it; what is neither, such as a line for `sh -c`, is one word. */
function siteWords(cmd: readonly string[]): readonly string[] {
  return cmd.flatMap((text, i) => (i === 0 || /^[-$'"]/.test(text) ? commandWords(text) : [quoted(text)]))
}
