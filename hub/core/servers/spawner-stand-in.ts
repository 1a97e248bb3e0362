/** The spawner as a site's Python hooks see it: the person, the server's name, and the traits by their bare names. */
import type { RunRow } from "../../db/rows.ts"
import type { SpawnerStandIn } from "../../plugin/context.ts"
import type { Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { serverUrl } from "../public-urls.ts"
import type { SpawnerTrait } from "./spawner-trait.ts"

export function standIn(
  core: Core,
  run: Pick<RunRow, "user_name" | "server_name" | "user_options" | "job">,
  person: Person,
  overrides: Readonly<Record<string, unknown>>,
): SpawnerStandIn {
  return {
    user: { ...person, url: serverUrl(core.config, run.user_name, "") },
    name: run.server_name,
    traits: {
      ...Object.fromEntries(readable.map(name => [name, core.config.get(`Spawner.${name}`)])),
      ...siteTraits(core),
      user_options: run.user_options,
      state: run.job,
      ...overrides,
    },
  }
}

/** Traits that every spawner has, set by the site or not. */
const readable = [
  "args",
  "cmd",
  "cpu_guarantee",
  "cpu_limit",
  "debug",
  "default_url",
  "disable_user_config",
  "env_keep",
  "environment",
  "http_timeout",
  "hub_connect_url",
  "ip",
  "mem_guarantee",
  "mem_limit",
  "notebook_dir",
  "port",
  "start_timeout",
] as const satisfies readonly SpawnerTrait[]

/** What the site set in the sections of its spawner classes, such as `c.SlurmSpawner.req_partition`. */
function siteTraits(core: Core): Record<string, unknown> {
  const sections = Object.entries(core.config.raw).filter(
    ([name]) => /Spawner(Base)?$/.test(name) && name !== "Spawner",
  )
  return Object.assign({}, ...sections.map(([, traits]) => traits))
}
