/** What the job's script is told of mounts, as words: they come behind the environment in its file, and are never evaluated. */
import type { PlannedMount } from "./planned-mount.ts"

/** Each record is its kind and a fixed number of words, as script/data-part.ts reads them. */
export function jobData(mounts: readonly PlannedMount[]): readonly string[] {
  return mounts.flatMap(({ source, target, readOnly, required, root }) => [
    "mount",
    source,
    target,
    readOnly ? "ro" : "rw",
    required ? "required" : "optional",
    root,
  ])
}
