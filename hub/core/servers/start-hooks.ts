/** What a site does to a server before it starts: hooks and overrides, in JupyterHub's order. The outcome is data: traits for this one start. */
import type { RunRow, UserRow } from "../../db/rows.ts"
import type { SpawnerStandIn } from "../../plugin/context.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject, Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { isPyRef } from "../py-ref.ts"
import { readAuthState } from "../users/auth-state.ts"
import { standIn } from "./spawner-stand-in.ts"

type Overrides = Readonly<Record<string, unknown>>

export async function runStartHooks(core: Core, run: RunRow, user: UserRow, person: Person): Promise<Overrides> {
  // A Python spawner runs them itself, on the object that it starts.
  if (core.spawner.ownsStart) return {}
  const authState = await readAuthState(core, user)
  const knowing = { ...person, auth_state: authState }
  const steps = [
    authenticatorHook(core),
    authStateHook(core, authState),
    groupOverrides(core, person),
    applyUserOptions(core, run),
    preSpawnHook(core),
  ]
  let overrides = checked(core, core.spawner.startTraits?.(run.user_options, core.spawnerContext) ?? {})
  for (const step of steps) {
    const changes = await step(standIn(core, run, knowing, overrides))
    overrides = { ...overrides, ...checked(core, changes) }
  }
  return overrides
}

/** Hooks may write what the file may write: "2G" for a number of bytes, one string for a command. */
function checked(core: Core, changes: Overrides): Overrides {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, core.config.parse(`Spawner.${name}`, value)]),
  )
}

/** What a step changes, given the spawner as the steps before left it. */
type HookStep = (spawner: SpawnerStandIn) => Promise<Overrides>

function authenticatorHook(core: Core): HookStep {
  return async spawner => (await core.authenticator.beforeStart?.(spawner, core.authenticatorContext)) ?? {}
}

function authStateHook(core: Core, authState: JsonObject | null): HookStep {
  const hook = core.config.hook("Spawner.auth_state_hook")
  if (hook === null) return unchanged
  return async spawner => (await core.spawnerContext.callWithSpawner(hook, spawner, [authState])).changes
}

function preSpawnHook(core: Core): HookStep {
  const hook = core.config.hook("Spawner.pre_spawn_hook")
  if (hook === null) return unchanged
  return async spawner => (await core.spawnerContext.callWithSpawner(hook, spawner)).changes
}

function groupOverrides(core: Core, person: Person): HookStep {
  const setting = core.config.get("Spawner.group_overrides")
  return async spawner => {
    const table = isPyRef(setting) ? (await core.spawnerContext.callWithSpawner(setting, spawner)).result : setting
    let changed: Overrides = {}
    for (const [, entry] of Object.entries(asDict(table)).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { groups, spawner_override: override } = asDict(entry)
      if (!Array.isArray(groups) || !groups.some(group => person.groups.includes(group))) continue
      for (const [name, value] of Object.entries(asDict(override))) {
        const given = isPyRef(value) ? (await core.spawnerContext.callWithSpawner(value, spawner)).result : value
        const before = changed[name] ?? spawner.traits[name]
        changed = { ...changed, [name]: isDict(given) && isDict(before) ? merged(before, given) : given }
      }
    }
    return changed
  }
}

function applyUserOptions(core: Core, run: RunRow): HookStep {
  const setting = core.config.get("Spawner.apply_user_options")
  if (isPyRef(setting)) {
    return async spawner => {
      try {
        return (await core.spawnerContext.callWithSpawner(setting, spawner, [run.user_options])).changes
      } catch (error) {
        if (error instanceof Refusal) throw error
        throw new Refusal(400, "Invalid user options", { code: "bad-option", cause: error })
      }
    }
  }
  return async spawner => {
    try {
      return checked(core, fromOptions(asDict(setting), run.user_options, spawner))
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw new Refusal(400, `Invalid user options: ${(error as Error).message}`, { code: "bad-option", cause: error })
    }
  }
}

/** A table of option name to trait name, for sites whose users may set traits directly. */
function fromOptions(
  table: Readonly<Record<string, unknown>>,
  options: JsonObject,
  spawner: SpawnerStandIn,
): Overrides {
  const pairs = Object.entries(options).flatMap(([name, value]) => {
    const trait = Object.hasOwn(table, name) ? table[name] : undefined
    return typeof trait === "string" ? [[trait, coerced(value, spawner.traits[trait], name)] as const] : []
  })
  return Object.fromEntries(pairs)
}

/** A form sends texts: where the trait holds a number or a flag, the text is read as one. */
function coerced(value: unknown, like: unknown, name: string): unknown {
  if (like === undefined || like === null || typeof value === typeof like) return value
  if (typeof value === "string" && typeof like === "number" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (typeof value === "string" && typeof like === "boolean" && /^(true|false)$/i.test(value)) return /t/i.test(value)
  throw new Refusal(400, `Invalid user options: ${name} has the wrong type`, { code: "bad-option" })
}

async function unchanged(): Promise<Overrides> {
  return {}
}

/** Key by key, and deeper where both are dictionaries; None takes a key away. */
function merged(before: Dict, changes: Dict): Dict {
  const result: Record<string, unknown> = { ...before }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete result[key]
    else result[key] = isDict(value) ? merged(asDict(result[key]), value) : value
  }
  return result
}

type Dict = Readonly<Record<string, unknown>>

function isDict(value: unknown): value is Dict {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isPyRef(value)
}

function asDict(value: unknown): Dict {
  return isDict(value) ? value : {}
}
