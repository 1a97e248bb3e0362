/** The text of --show-config and --show-config-json: what the site set, without secrets. */
import type { Loaded } from "./load.ts"
import { pythonRepr } from "./python-repr.ts"
import { redacted } from "./redact.ts"

const asking = ["show_config", "show_config_json"]

export function showConfig({ config, files }: Pick<Loaded, "config" | "files">, json: boolean): string {
  const sections = Object.entries(redacted(config))
    .map(
      ([name, traits]) =>
        [
          name,
          Object.entries(traits)
            .filter(([t]) => !asking.includes(t))
            .sort(byName),
        ] as const,
    )
    .filter(([, traits]) => traits.length > 0)
    .sort(byName)
  if (json) {
    const content = Object.fromEntries(sections.map(([name, traits]) => [name, Object.fromEntries(traits)]))
    return `${JSON.stringify(content, null, 1)}\n`
  }
  const head = files.length === 0 ? [] : ["Loaded config files:", ...files.map(file => `  ${file}`), ""]
  const body = sections.flatMap(([name, traits]) => [name, ...traits.map(([t, v]) => `  .${t} = ${pythonRepr(v)}`)])
  return [...head, ...body].map(line => `${line}\n`).join("")
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
