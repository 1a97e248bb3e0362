/** The way to Slurm that the settings name. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { cliDriver } from "./cli/cli-driver.ts"
import type { SlurmDriver } from "./driver.ts"
import { restDriver } from "./rest/rest-driver.ts"
import type { SlurmSettings } from "./settings.ts"

export function slurmDriver(settings: SlurmSettings, context: PluginContext): SlurmDriver {
  return settings.driver === "rest" ? restDriver(settings, context) : cliDriver(settings, context)
}
