/** The script of a job: fixed text around the site's settings. No person's text and no secret is in it. */
import { containerWords } from "../apptainer/command.ts"
import { quoted } from "./shell-words.ts"

export interface ScriptParts {
  readonly runId: string
  /** Folder of the environment file and the log. */
  readonly runDir: string
  readonly environmentFile: string
  readonly log: string
  /** The image and binds of the chosen container; null runs the command on the node as it is. */
  readonly container: { readonly image: string; readonly binds: readonly string[] } | null
  readonly apptainer: readonly string[]
  /** The job's scratch folder with {job_id} in it; empty is none. */
  readonly scratch: string
  /** `batchspawner-singleuser jupyterhub-singleuser ...` */
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
${fixedStart}
${parts.scratch === "" ? "" : scratchPart(parts.scratch)}
${sitePart("prologue", parts.prologue)}
${commandPart(parts)}
trap : TERM
"\${command[@]}"
status=$?
${sitePart("epilogue", parts.epilogue)}
if [ "\${made_scratch:-}" = yes ]; then rm -rf -- "$CARME_SCRATCH"; fi
exit $status
`
}

/**
 * A command line for a site's own script: loads the environment, then runs the server. It works after `srun`,
 * after `singularity exec IMAGE`, or alone.
 */
export function loaderCommand(environmentFile: string, command: readonly string[]): string {
  const load = `${loadEnvironment}\nexec "$@"`
  return ["/bin/bash", "-c", load, "carme-hub", environmentFile, ...command].map(quoted).join(" ")
}

/** The same with the chosen container around it, where the site's script does not bring its own. */
export function containedCommand(
  parts: Pick<ScriptParts, "apptainer" | "container" | "scratch" | "environmentFile" | "command">,
): string {
  if (parts.container === null) return loaderCommand(parts.environmentFile, parts.command)
  const start = [
    loadEnvironment,
    parts.scratch === "" ? "" : scratchPart(parts.scratch),
    commandPart(parts),
    `exec "\${command[@]}"`,
  ].join("\n")
  return ["/bin/bash", "-c", start, "carme-hub", parts.environmentFile].map(quoted).join(" ")
}

// NFS may show a new file some seconds late. The file is NAME=VALUE pairs ended by NUL: nothing is evaluated.
const loadEnvironment = `for attempt in 1 2 3 4 5 6 7 8 9 10; do [ -r "$1" ] && break; sleep 1; done
[ -r "$1" ] || { echo "carme-hub: the environment file $1 is missing" >&2; exit 78; }
while IFS= read -r -d '' pair; do export "$pair"; done <"$1"
rm -f -- "$1"
shift
unset \${!APPTAINER@} \${!SINGULARITY@}`

const fixedStart = `export PATH="\${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
chmod 600 "$log"
find "$run_dir" -maxdepth 1 -name 'carme-*-????????-????-????-????-????????????.*' -type f -mtime +30 -delete
set -- "$environment"
${loadEnvironment}`

/** Site epilogs may have made the folder already; what this script makes it takes away. */
function scratchPart(template: string): string {
  const path = template.split("{job_id}").map(quoted).join('"$SLURM_JOB_ID"')
  return `CARME_SCRATCH=${path}
if [ ! -d "$CARME_SCRATCH" ]; then mkdir -p -m 700 -- "$CARME_SCRATCH" && made_scratch=yes; fi
if [ -w "$CARME_SCRATCH" ]; then export CARME_SCRATCH; else
  echo "carme-hub: there is no scratch folder $CARME_SCRATCH on this node" >&2
  unset CARME_SCRATCH
fi`
}

function commandPart({
  container,
  apptainer,
  command,
}: Pick<ScriptParts, "container" | "apptainer" | "command">): string {
  const server = command.map(quoted).join(" ")
  if (container === null) return `command=(${server})`
  const { before, after } = containerWords({ apptainer, ...container })
  return `command=(${before.map(quoted).join(" ")} "--pwd=$HOME")
if [ -e /proc/driver/nvidia/version ] || [ -e /dev/nvidiactl ]; then command+=(--nv); fi
if [ -n "\${CARME_SCRATCH:-}" ]; then command+=("--bind=$CARME_SCRATCH"); fi
command+=(${after.map(quoted).join(" ")} ${server})`
}

function sitePart(name: string, text: string): string {
  return text === "" ? "" : `# ${name} of the site\n${text}`
}
