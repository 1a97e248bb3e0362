/** The options table: every trait by name, with its default, kind and help. */
import type { Option } from "../option.ts"
import { authenticatorOptions } from "./authenticator.ts"
import { carmeOptions } from "./carme.ts"
import { jupyterhubOptions } from "./jupyterhub.ts"
import { miscOptions } from "./misc.ts"
import { proxyOptions } from "./proxy.ts"
import { slurmOptions } from "./slurm.ts"
import { spawnerOptions } from "./spawner.ts"

export const options = {
  ...jupyterhubOptions,
  ...authenticatorOptions,
  ...spawnerOptions,
  ...proxyOptions,
  ...miscOptions,
  ...slurmOptions,
  ...carmeOptions,
}

export type OptionName = keyof typeof options
export type OptionValue<K extends OptionName> = (typeof options)[K] extends Option<infer T> ? T : never
