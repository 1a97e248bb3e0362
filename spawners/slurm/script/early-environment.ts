/** Puts the server's environment in front of a site's own shell script, as batchspawner's submit does: what it reads of it is there. */
import { quoted } from "../shell-words.ts"
import { loadPart } from "./load-part.ts"

/** The variable by which a script, and its {{cmd}}, know that the environment of this run is there. */
const mark = "CARME_ENVIRONMENT"

/**
 * Begins the script anew with the environment, under whatever shell its first line names, with that line's options. The
 * #SBATCH lines stay before the first command. A script in another language is left as it is.
 */
export function withEarlyEnvironment(script: string, environmentFile: string, runId: string, keeps: boolean): string {
  if (!isShellScript(script)) return script
  const lines = script.split("\n")
  const first = lines.findIndex(line => !/^\s*(#|$)/.test(line))
  const at = first === -1 ? lines.length : first
  return [...lines.slice(0, at), preamble(environmentFile, runId, keeps), ...lines.slice(at)].join("\n")
}

export function isShellScript(script: string): boolean {
  return /^#!\s*\S*\/(?:env\s+(?:-\S+\s+)*)?(?:ba|da|k|z)?sh(?=\s|$)/.test(script)
}

/** Loads the environment where the script did not: before {{cmd}} in a step or container that was given another one. */
export function lateEnvironment(runId: string): string {
  return `if [ "\${${mark}:-}" = ${quoted(runId)} ]; then rm -f -- "$1"; shift
else
${loadPart}
fi`
}

function preamble(environmentFile: string, runId: string, keeps: boolean): string {
  // The file stays for {{cmd}}, which takes it away; a script without it needs it only here.
  const load = keeps ? loadPart.replace('rm -f -- "$1"\n', "") : loadPart
  // Steps would get only what --export named, and that is nothing.
  const again = `${load}\nexport ${mark}=${quoted(runId)} SLURM_EXPORT_ENV=ALL\nexec "$@"`
  return `[ "\${${mark}:-}" = ${quoted(runId)} ] || exec /bin/bash -c ${quoted(again)} carme-hub ${quoted(environmentFile)} "$0" "$@"`
}
