/** wrapspawner's ProfilesSpawner: people choose a profile, and a spawner of ours starts it with the profile's traits. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault } from "../../hub/plugin/errors.ts"
import type { JobStatus, JsonObject, Run, Spawner } from "../../hub/plugin/spawner.ts"
import { chosenProfile, type Profile, profilesOf } from "./profile.ts"

/** `children` are by the names of their classes. */
export function profilesSpawner(children: Readonly<Record<string, Spawner>>): Spawner {
  const childOf = ({ key, className }: Profile): Spawner => {
    const child = children[className] ?? children[byPluginName[className] ?? ""]
    if (child) return child
    throw new Fault(500, `The profile ${key} names the spawner ${className}, which is not one of carme-hub's`)
  }
  /** What a run's own spawner needs to be asked about it. */
  const at = (run: Run, context: PluginContext) => {
    const profile = profileOf(run, context)
    return { profile, child: childOf(profile), run: inner(run), context: within(context, profile) }
  }
  return {
    name: "profiles",
    provesIdentity: Object.values(children).some(child => child.provesIdentity),
    outlivesHub: true,
    parse(raw, offer, context) {
      const profile = chosenProfile(raw, context)
      const { profile: _chosen, ...rest } = raw
      const parsed = childOf(profile).parse(rest, offer, within(context, profile))
      return { ...parsed, userOptions: { ...parsed.userOptions, profile: profile.key } }
    },
    startTraits: (options, context) => chosenProfile(options, context).traits,
    async check(run, context) {
      const own = at(run, context)
      await own.child.check?.(own.run, own.context)
    },
    async start(request, context) {
      const own = at(request, context)
      const started = await own.child.start({ ...request, ...own.run }, own.context)
      return { ...started, state: outer(own.profile, started.state) }
    },
    async poll(runs, context) {
      const answers = groups(runs, context).map(async ([profile, own]) => {
        if (profile === null) return own.map(run => [run.id, lost] as const)
        return [...(await childOf(profile).poll(own.map(inner), within(context, profile)))]
      })
      return new Map((await Promise.all(answers)).flat())
    },
    async stop(run, context) {
      const own = at(run, context)
      await own.child.stop(own.run, own.context)
    },
    async find(runs, context) {
      const answers = groups(runs, context).map(async ([profile, own]) => {
        if (profile === null) return []
        const found = await childOf(profile).find(own.map(inner), within(context, profile))
        return [...found].map(([id, state]) => [id, outer(profile, state)] as const)
      })
      return new Map((await Promise.all(answers)).flat())
    },
    async estimate(run, context) {
      const own = at(run, context)
      return (await own.child.estimate?.(own.run, own.context)) ?? null
    },
    // Who asks for no queue has chosen a profile without any: there is nothing to choose from.
    alternatives: (asked, offer, no, room) =>
      asked.demand.queue === null
        ? []
        : Object.values(children).flatMap(child => child.alternatives?.(asked, offer, no, room) ?? []),
    // One scheduler for all of the site: that of the first profile that has one.
    scheduler(context) {
      for (const profile of profilesOf(context)) {
        const found = childOf(profile).scheduler?.(within(context, profile))
        if (found) return found
      }
      return null
    },
    async finish(run, context) {
      const own = at(run, context)
      await own.child.finish?.(own.run, own.context)
    },
    rescues: context =>
      profilesOf(context).some(profile => childOf(profile).rescues?.(within(context, profile)) ?? false),
    form: async (_person, _offer, context) => ({ html: formOf(context) }),
    async log(run, context) {
      const own = at(run, context)
      return (await own.child.log?.(own.run, own.context)) ?? null
    },
  } satisfies Spawner
}

/** Names that a configuration may give instead of a class's. */
const byPluginName: Readonly<Record<string, string>> = {
  default: "LocalProcessSpawner",
  localprocess: "LocalProcessSpawner",
  simple: "SimpleLocalProcessSpawner",
  slurm: "SlurmSpawner",
}

const lost: JobStatus = { status: "unknown", cause: "its profile is no longer in ProfilesSpawner.profiles" }

function profileOf(run: Run, context: PluginContext): Profile {
  const { profile } = run.state
  return chosenProfile(profile === undefined ? run.userOptions : { profile }, context)
}

/** Each spawner is asked once about all its runs. */
function groups(runs: readonly Run[], context: PluginContext): readonly (readonly [Profile | null, readonly Run[]])[] {
  const profiles = profilesOf(context)
  const keyOf = (run: Run) => run.state.profile ?? run.userOptions.profile ?? profiles[0]?.key
  const keys = [...new Set(runs.map(keyOf))]
  return keys.map(key => [
    profiles.find(profile => profile.key === key) ?? null,
    runs.filter(run => keyOf(run) === key),
  ])
}

function inner(run: Run): Run {
  const { profile: _chosen, ...userOptions } = run.userOptions
  const { child_state: state } = run.state
  return { ...run, userOptions, state: isObject(state) ? state : {} }
}

/** As wrapspawner keeps it, so that either hub takes the server over from the other. */
function outer({ key, traits }: Profile, state: JsonObject): JsonObject {
  return { profile: key, child_conf: JSON.parse(JSON.stringify(traits)) as JsonObject, child_state: state }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The profile's traits go before what the site set for all. */
function within(context: PluginContext, { traits }: Profile): PluginContext {
  return {
    ...context,
    setting<T>(name: string): T {
      const trait = name.split(".")[1] ?? ""
      return Object.hasOwn(traits, trait) ? (traits[trait] as T) : context.setting<T>(name)
    },
  }
}

function formOf(context: PluginContext): string {
  const line = context.setting<string>("ProfilesSpawner.input_template")
  const first = context.setting<string>("ProfilesSpawner.first_template")
  const lines = profilesOf(context).map((profile, i) =>
    filled(line, {
      key: profile.key,
      display: profile.display,
      type: profile.className,
      first: i === 0 ? first : "",
    }),
  )
  return filled(context.setting<string>("ProfilesSpawner.form_template"), { input_template: lines.join("") })
}

/** As Python's str.format does with names alone; doubled braces are braces. */
function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{|\}\}|\{(\w+)\}/g, (mark, name?: string) =>
    name === undefined ? mark.charAt(0) : (values[name] ?? mark),
  )
}
