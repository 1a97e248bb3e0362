/** A checked configuration from a few traits, without a hub around it. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Config } from "../../hub/config/config.ts"
import { loadConfig } from "../../hub/config/load.ts"
import { startPiped } from "../../hub/core/exec.ts"

/** `traits` by their full names, such as `JupyterHub.db_url`. */
export async function testConfig(
  folder: string,
  traits: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Config> {
  const sections: Record<string, Record<string, unknown>> = {}
  for (const [name, value] of Object.entries(traits)) {
    const [section = "", trait = ""] = name.split(".")
    sections[section] = { ...sections[section], [trait]: value }
  }
  const file = join(folder, "jupyterhub_config.json")
  writeFileSync(file, JSON.stringify(sections))
  const place = { cwd: folder, env: { PATH: process.env.PATH ?? "", ...env }, startPiped }
  return (await loadConfig({ argv: ["-f", file], ...place })).config
}
