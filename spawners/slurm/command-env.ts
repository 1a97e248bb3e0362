/** The environment of commands on the cluster: where they are, and nothing that steers them. */
import type { PluginContext } from "../../hub/plugin/context.ts"

export function commandEnv(context: PluginContext): Readonly<Record<string, string>> {
  const path = context.hubEnv("PATH") ?? ""
  const config = context.hubEnv("SLURM_CONF") ?? ""
  return {
    PATH: `${path}${path === "" ? "" : ":"}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    LANG: "C.UTF-8",
    // Times as seconds since 1970, where the prefix lets this through; cli/slurm-time.ts reads both.
    SLURM_TIME_FORMAT: "%s",
    ...(config === "" ? {} : { SLURM_CONF: config }),
  }
}
