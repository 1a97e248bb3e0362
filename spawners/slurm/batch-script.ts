/** The script of a job: fixed text around the site's settings. No person's text and no secret is in it. */
import type { Scratch } from "../../hub/plugin/data.ts"
import { checkedImage, type PinnedImage } from "../apptainer/checked-image.ts"
import { containerWords } from "../apptainer/command.ts"
import { lateEnvironment } from "./script/early-environment.ts"
import { launcherPart } from "./script/launcher-part.ts"
import { loadPart } from "./script/load-part.ts"
import { mountPart } from "./script/mount-part.ts"
import { runPart, stopPart } from "./script/run-part.ts"
import { homeFolderPart, scratchPart } from "./script/scratch-part.ts"
import { reportPart, stageInPart, stageOutPart } from "./script/stage-part.ts"
import { quoted } from "./shell-words.ts"

export interface ScriptParts {
  readonly runId: string
  /** Folder of the environment file and the log. */
  readonly runDir: string
  readonly environmentFile: string
  readonly log: string
  /** The image and binds of the chosen container; null runs the command on the node as it is. */
  readonly container: (PinnedImage & { readonly binds: readonly string[] }) | null
  readonly apptainer: readonly string[]
  /** Folder of the launcher, and whether the command is one of its own; empty is none. */
  readonly launcher: { readonly folder: string; readonly isNeeded: boolean }
  /** The OS account. */
  readonly username: string
  readonly scratch: Scratch | null
  /** `batchspawner-singleuser jupyterhub-singleuser ...`: words as bash reads them, quoted where they have to be. */
  readonly command: readonly string[]
  /** Shell text of the site. */
  readonly prologue: string
  readonly epilogue: string
}

export function batchScript(parts: ScriptParts): string {
  // A prologue is written for a login shell (`module load`); without one the quicker start is right.
  return `#!/bin/bash${parts.prologue === "" ? "" : " -l"}
# ${parts.runId}: started by carme-hub
run_dir=${quoted(parts.runDir)}
environment=${quoted(parts.environmentFile)}
log=${quoted(parts.log)}
${stopPart}
${fixedStart}
${reportPart}
${parts.scratch === null ? "" : scratchPart(parts.scratch, parts.username)}
${stageInPart}
${sitePart("prologue", parts.prologue)}
${commandPart(parts)}
${runPart}
${stageOutPart}
${sitePart("epilogue", parts.epilogue)}
exit $status
`
}

/**
 * A command line for a site's own script: loads the environment, then runs the server. It works after `srun`,
 * after `singularity exec IMAGE`, or alone.
 */
export function loaderCommand(environmentFile: string, command: readonly string[], runId: string): string {
  const load = `${lateEnvironment(runId)}\nexec "$@"`
  return [...["/bin/bash", "-c", load, "carme-hub", environmentFile].map(quoted), ...command].join(" ")
}

/** The same with the chosen container around it, where the site's script does not bring its own. */
export function containedCommand(
  parts: Pick<
    ScriptParts,
    "runId" | "apptainer" | "container" | "launcher" | "username" | "scratch" | "environmentFile" | "command"
  >,
): string {
  if (parts.container === null) return loaderCommand(parts.environmentFile, parts.command, parts.runId)
  // Commands across the job's nodes are for the batch script itself: this runs in a step of it.
  const scratch = parts.scratch && { ...parts.scratch, start: [], stop: [] }
  // The mounts and copies stand in the file alone. What a script writes behind {{cmd}} goes to the server.
  const start = [
    stopPart,
    loadPart,
    reportPart,
    scratch === null ? "" : scratchPart(scratch, parts.username),
    stageInPart,
    `${commandPart(parts)}\ncommand+=("$@")`,
    runPart,
    stageOutPart,
    "exit $status",
  ].join("\n")
  return ["/bin/bash", "-c", start, "carme-hub", parts.environmentFile].map(quoted).join(" ")
}

const fixedStart = `export PATH="\${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
chmod 600 "$log"
find "$run_dir" -maxdepth 1 -name 'carme-*-????????-????-????-????-????????????.*' -type f -mtime +30 -delete
set -- "$environment"
${loadPart}`

function commandPart({
  container,
  apptainer,
  command,
  scratch,
  launcher,
}: Pick<ScriptParts, "container" | "apptainer" | "command" | "scratch" | "launcher">): string {
  const server = command.join(" ")
  if (container === null) return `command=(${server})`
  const { before, after } = containerWords({ apptainer, ...container })
  const { lines, word } = checkedImage(container, apptainer, quoted)
  return `${lines}
${mountPart}
${scratch === null ? "" : homeFolderPart(scratch)}
${launcherPart(launcher.folder, launcher.isNeeded)}
command=(${before.map(quoted).join(" ")} "--pwd=$HOME")
if [ -e /proc/driver/nvidia/version ] || [ -e /dev/nvidiactl ]; then command+=(--nv); fi
if [ -n "\${CARME_SCRATCH:-}" ]; then command+=("--bind=$CARME_SCRATCH"); fi
command+=("\${mounts[@]}")
command+=(${after.map(quoted).join(" ")} ${word} ${launcher.folder === "" ? "" : `"\${launcher[@]}" `}${server})`
}

function sitePart(name: string, text: string): string {
  return text === "" ? "" : `# ${name} of the site\n${text}`
}
