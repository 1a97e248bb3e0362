/** What the job's script is told of data, as words: they come behind the environment in its file, and are never evaluated. */
import type { Copy } from "./data-options.ts"
import type { PlannedMount } from "./planned-mount.ts"

/** Each record is its kind and five words: script/mount-part.ts and script/stage-part.ts read them. */
export function jobData(
  mounts: readonly PlannedMount[],
  stageIn: readonly Copy[] = [],
  stageOut: readonly Copy[] = [],
): readonly string[] {
  return [
    ...mounts.flatMap(({ source, target, readOnly, required, root }) => [
      ...["mount", source, target, readOnly ? "ro" : "rw", required ? "required" : "optional", root],
    ]),
    ...stageIn.flatMap(({ from, to }) => ["stage-in", from, to, "", "", ""]),
    ...stageOut.flatMap(({ from, to }) => ["stage-out", from, to, "", "", ""]),
  ]
}
