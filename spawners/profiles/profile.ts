/** A profile of `c.ProfilesSpawner.profiles`: a name for people, and which spawner with which traits it stands for. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import type { JsonObject } from "../../hub/plugin/spawner.ts"

export interface Profile {
  readonly display: string
  readonly key: string
  /** The class's own name, without its module. */
  readonly className: string
  readonly traits: Readonly<Record<string, unknown>>
}

export function profilesOf(context: PluginContext): readonly Profile[] {
  return context.setting<readonly unknown[]>("ProfilesSpawner.profiles").map(profile)
}

/** The one that was chosen, or the first; throws Refusal 400 for one that is not there. */
export function chosenProfile(options: JsonObject, context: PluginContext): Profile {
  const profiles = profilesOf(context)
  const { profile: given } = options
  const key = Array.isArray(given) ? given[0] : given
  const found = key === undefined ? profiles[0] : profiles.find(profile => profile.key === key)
  if (found) return found
  const keys = profiles.map(profile => profile.key).join(", ")
  throw new Refusal(400, `There is no profile ${JSON.stringify(key ?? null)}. There are: ${keys}.`, {
    code: "bad-option",
  })
}

function profile(item: unknown): Profile {
  const [display, key, cls, traits] = Array.isArray(item) ? item : []
  const className = nameOf(cls)
  if (typeof display !== "string" || typeof key !== "string" || className === null) {
    throw new Fault(
      500,
      "Each of ProfilesSpawner.profiles must be a tuple of display name, key, spawner class and a dict",
    )
  }
  return { display, key, className, traits: typeof traits === "object" && traits !== null ? traits : {} }
}

function nameOf(cls: unknown): string | null {
  const name = typeof cls === "object" && cls !== null && "repr" in cls ? cls.repr : cls
  return typeof name === "string"
    ? (name
        .replace(/^class /, "")
        .split(".")
        .at(-1) ?? null)
    : null
}
