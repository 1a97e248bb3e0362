/** Makes the configuration of the command line, the site's files and the environment; or says what is wrong with it. */
import type { PythonHost } from "../python/python-host.ts"
import { type Command, parseCommandLine } from "./command-line.ts"
import type { Config } from "./config.ts"
import { readConfigFiles } from "./config-files.ts"
import { configFrom } from "./config-from.ts"
import { withPythonClasses } from "./python-classes.ts"
import type { Place } from "./python-file.ts"

export interface Loaded {
  readonly command: Command
  readonly config: Config
  readonly python: PythonHost | null
  /** For people: unknown and deprecated settings, those without effect, and those that contradict each other. */
  readonly warnings: readonly string[]
  /** The configuration files that were read. */
  readonly files: readonly string[]
}

interface LoadOptions extends Place {
  readonly argv: readonly string[]
}

/** Throws ConfigError with a message for the person who started the hub. */
export async function loadConfig({ argv, ...place }: LoadOptions): Promise<Loaded> {
  const line = parseCommandLine(argv)
  const { files, settings } = await withPythonClasses(line.settings, await readConfigFiles(line.configFile, place))
  try {
    const { config, warnings } = configFrom(settings, files, place)
    return { command: line.command, config, python: files.python, warnings, files: files.files }
  } catch (error) {
    await files.python?.close()
    throw error
  }
}
