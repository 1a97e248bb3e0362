/** A site's settings, merged and checked: defaults, then the file, then the command line. */
import type { PyRef } from "../plugin/context.ts"
import type { OptionName, OptionValue } from "./options/index.ts"

export interface Config {
  /**
   * A trait by its JupyterHub name. `Spawner.x`, `Authenticator.x` and `Proxy.x` give the value of the most derived
   * class section that the site set, as traitlets' inheritance does (`c.SlurmSpawner.cmd` beats `c.Spawner.cmd`).
   */
  get<K extends OptionName>(name: K): OptionValue<K>
  /** Whether the site set it, in the file or on the command line. */
  isSet(name: OptionName): boolean
  /** The Python function of a callable trait, or null. */
  hook(name: OptionName): PyRef | null
  /**
   * Checks a value that a hook or an override gives for a trait, as if it stood in the file, and gives what `get` would:
   * `parse("Spawner.mem_limit", "2G")` is 2147483648. An unknown trait's value passes as it is. Throws a Fault.
   */
  parse(name: string, value: unknown): unknown
  /** Everything the site set, by section, as it stands in the file: for plugins that read foreign sections. */
  readonly raw: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** The hub's own environment, for `Spawner.env_keep` and the few variables that JupyterHub reads. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder against which relative paths are resolved: where the hub was started. */
  readonly cwd: string
}
