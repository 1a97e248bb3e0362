/** The command line that runs something in an Apptainer container, as words. Pure; the site's settings only. */
import { Fault } from "../../hub/plugin/errors.ts"

export interface ContainerCommand {
  /** `apptainer`, or its path, or words before it. */
  readonly apptainer: readonly string[]
  /** `source[:destination[:ro]]`. */
  readonly binds: readonly string[]
}

/** The words before what only the job knows (working folder, scratch folder, GPU flags) and those after it, up to the image. */
export function containerWords(command: ContainerCommand): { before: readonly string[]; after: readonly string[] } {
  return {
    before: [...command.apptainer, "exec"],
    after: command.binds.map(bind => `--bind=${checkedBind(bind)}`),
  }
}

/** A comma would begin a second bind. */
function checkedBind(bind: string): string {
  if (/^\/[^:,\n\0]*(?::\/[^:,\n\0]*(?::(?:ro|rw))?)?$/.test(bind)) return bind
  throw new Fault(500, `${JSON.stringify(bind)} is no bind: write source[:destination[:ro]] with absolute paths`)
}
