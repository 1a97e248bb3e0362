/** `carme-hub import FILE`: what of a site's configuration carries over, setting by setting. */
import { relative } from "node:path"
import { ConfigError } from "../config-error.ts"
import { readConfigFiles } from "../config-files.ts"
import { MissingModule } from "../missing-module.ts"
import type { Place } from "../python-file.ts"
import { judgeFile } from "./judge-file.ts"
import type { JudgeContext } from "./judge-setting.ts"
import type { Judgement } from "./judgement.ts"
import { siteClasses } from "./site-classes.ts"

/** A file that imports more packages that are not here is not read further. */
const mostStandIns = 20

/**
 * Reads the file as the hub would; packages that it imports and that are not installed are judged, and stood in for, so
 * that the rest can be read. A file that cannot be read gives the one judgement that says why.
 */
export async function importFile(
  file: string,
  place: Place,
  checks: JudgeContext["checks"] = {},
): Promise<readonly Judgement[]> {
  const missing: MissingModule[] = []
  for (;;) {
    try {
      const files = await readConfigFiles(file, place, missing.map(packageOf))
      const classes = await siteClasses(files, missing.length === 0)
      await classes.files.python?.close()
      const judged = judgeFile(files, classes, place, checks)
      return [...missing.map(error => notInstalled(error, place)), ...judged]
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const isNew = error instanceof MissingModule && !missing.map(packageOf).includes(packageOf(error))
      if (!isNew || missing.length === mostStandIns)
        return [...missing.map(m => notInstalled(m, place)), unreadable(file, error)]
      missing.push(error)
    }
  }
}

function packageOf(error: MissingModule): string {
  return error.module.split(".")[0] ?? error.module
}

function notInstalled(error: MissingModule, place: Place): Judgement {
  return {
    setting: null,
    file: relative(place.cwd, error.file),
    line: error.line,
    value: `import ${error.module}`,
    verdict: "lost",
    reason: `the Python package ${packageOf(error)} is not installed for the Python that carme-hub uses: the hub could not read the file`,
    todo: "install it there ($CARME_HUB_PYTHON names that Python), or remove the import",
  }
}

/** Python's traceback, which follows the first paragraph, is for the one who starts a hub. */
function unreadable(file: string, error: ConfigError): Judgement {
  const reason = error.message.split("\n\n")[0] ?? ""
  return { setting: null, file, line: null, value: null, verdict: "lost", reason, todo: "mend the file first" }
}
