/** Shell text around a job's scratch folder: made, announced, shown in the container, and taken away at the end. */
import type { Scratch } from "../../../hub/plugin/data.ts"
import { ownFolder } from "../../../hub/plugin/own-folder.ts"
import { quoted } from "../shell-words.ts"

/** Leaves CARME_SCRATCH exported where there is one; what it made itself goes when the script ends, however it does. */
export function scratchPart(scratch: Scratch, username: string): string {
  const words = (argv: readonly string[]) => argv.map(word => shellWord(word, username)).join(" ")
  return `scratch=${shellWord(scratch.path, username)}
${scratch.start.length > 0 ? commandStart(words(scratch.start), words(scratch.stop)) : ownStart}
if [ -w "$scratch" ]; then
  export CARME_SCRATCH=$scratch
  ${announce}
elif [ -n "$scratch" ]; then
  echo "carme-hub: there is no scratch folder $scratch on this node" >&2
fi`
}

/** To come once `mounts` is there: a folder of the home that each session sees its own scratch folder at. */
export function homeFolderPart({ homeFolder }: Pick<Scratch, "homeFolder">): string {
  if (homeFolder === "") return ""
  return `if [ -n "\${CARME_SCRATCH:-}" ]; then
  shown=$HOME/${homeFolder}
  if mkdir -p -- "$shown" && [ -z "$(ls -A -- "$shown")" ]; then mounts+=("--bind=$CARME_SCRATCH:$shown")
  else echo "carme-hub: $shown holds files of yours, so that it does not show the scratch folder" >&2; fi
fi`
}

/**
 * A prolog of the site may have made it already: then an epilog takes it away. So may anybody who has guessed the job's
 * number, where all may write.
 */
const ownStart = `${ownFolder}
made_scratch=
if [ ! -d "$scratch" ]; then mkdir -p -m 700 -- "$scratch" && made_scratch=yes; fi
if [ -d "$scratch" ] && ! own_folder "$scratch"; then
  echo "carme-hub: the scratch folder $scratch belongs to somebody else, and is not used" >&2
  made_scratch= scratch=
fi
end_scratch() { if [ "$made_scratch" = yes ]; then rm -rf -- "$scratch"; fi; }
trap end_scratch EXIT`

/** A file system that is set up across the nodes of the job, such as BeeOND. */
function commandStart(start: string, stop: string): string {
  return `nodefile=$run_dir/$SLURM_JOB_NAME.nodes
scontrol show hostnames "\${SLURM_JOB_NODELIST:-}" >"$nodefile" 2>/dev/null || hostname >"$nodefile"
mkdir -p -- "$scratch" 2>/dev/null
end_scratch() { ${stop === "" ? ":" : stop} >&2 || echo "carme-hub: the scratch file system could not be ended" >&2; rm -f -- "$nodefile"; }
trap end_scratch EXIT
${start} >&2 || { echo "carme-hub: the scratch file system could not be started" >&2; exit 75; }`
}

const announce = `if [ -z "$(ls -A -- "$scratch")" ]; then
    printf '%s\\n' "This folder is for job $SLURM_JOB_ID alone, and fast." \\
      "It is deleted when the job ends: copy what you need to your home." \\
      "Free at the start: $(df -hP -- "$scratch" | awk 'NR == 2 { print $4 }')" >"$scratch/README.txt"
  fi`

/** One word for bash: the site's text quoted, and what only the job knows in its place. */
function shellWord(template: string, username: string): string {
  const values: Readonly<Record<string, string>> = {
    "{job_id}": '"$SLURM_JOB_ID"',
    "{username}": quoted(username),
    "{path}": '"$scratch"',
    "{nodefile}": '"$nodefile"',
  }
  const pieces = template.split(/(\{(?:job_id|username|path|nodefile)\})/).filter(piece => piece !== "")
  return pieces.map(piece => values[piece] ?? quoted(piece)).join("")
}
