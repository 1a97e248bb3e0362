/** A trait of the spawner for one start: what a hook or a group's override set, else what the site set. */
import type { Config } from "../../config/config.ts"
import type { OptionName, OptionValue } from "../../config/options/index.ts"

export type SpawnerTrait = Extract<OptionName, `Spawner.${string}`> extends `Spawner.${infer N}` ? N : never
type Value<N extends SpawnerTrait> = OptionValue<Extract<OptionName, `Spawner.${N}`>>

export function spawnerTrait<N extends SpawnerTrait>(
  config: Config,
  overrides: Readonly<Record<string, unknown>>,
  name: N,
): Value<N> {
  if (Object.hasOwn(overrides, name)) return overrides[name] as Value<N>
  return config.get(`Spawner.${name}` as Extract<OptionName, `Spawner.${N}`>)
}
