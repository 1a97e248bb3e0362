/** The classes whose traits can be set, who inherits from whom, and the names under which a site may ask for one. */

/** Class to parent; a class without one stands for itself. */
const parents: Readonly<Record<string, string | null>> = {
  Application: null,
  JupyterHub: "Application",
  Authenticator: null,
  LocalAuthenticator: "Authenticator",
  PAMAuthenticator: "LocalAuthenticator",
  DummyAuthenticator: "Authenticator",
  NullAuthenticator: "Authenticator",
  SharedPasswordAuthenticator: "Authenticator",
  Spawner: null,
  LocalProcessSpawner: "Spawner",
  SimpleLocalProcessSpawner: "LocalProcessSpawner",
  BatchSpawnerBase: "Spawner",
  BatchSpawnerRegexStates: "BatchSpawnerBase",
  SlurmSpawner: "BatchSpawnerRegexStates",
  WrapSpawner: "Spawner",
  ProfilesSpawner: "WrapSpawner",
  Proxy: null,
  ConfigurableHTTPProxy: "Proxy",
  CryptKeeper: null,
  PeriodicMetricsCollector: null,
  JupyterHubHTTPClient: null,
  EventLogger: null,
  CarmeHub: null,
}

export const classNames: readonly string[] = Object.keys(parents)

/** The class itself and those that it inherits from, nearest first; empty for an unknown one. */
export function lineage(className: string): readonly string[] {
  const parent = parents[className]
  if (parent === undefined) return []
  return parent === null ? [className] : [className, ...lineage(parent)]
}

export interface Plugin {
  /** The name that the hub's own tables use. */
  readonly name: string
  readonly className: string
  /** Short and dotted names, lower case. */
  readonly aliases: readonly string[]
}

export const classTraits = [
  "JupyterHub.spawner_class",
  "JupyterHub.authenticator_class",
  "JupyterHub.proxy_class",
] as const
export type ClassTrait = (typeof classTraits)[number]

export const plugins: Readonly<Record<ClassTrait, readonly Plugin[]>> = {
  "JupyterHub.spawner_class": [
    plugin("localprocess", "LocalProcessSpawner", "default", "jupyterhub.spawner.LocalProcessSpawner"),
    plugin("simple", "SimpleLocalProcessSpawner", "jupyterhub.spawner.SimpleLocalProcessSpawner"),
    plugin("slurm", "SlurmSpawner", "batchspawner.SlurmSpawner", "batchspawner.batchspawner.SlurmSpawner"),
    plugin("profiles", "ProfilesSpawner", "wrapspawner.ProfilesSpawner", "wrapspawner.wrapspawner.ProfilesSpawner"),
  ],
  "JupyterHub.authenticator_class": [
    plugin("pam", "PAMAuthenticator", "default", "jupyterhub.auth.PAMAuthenticator"),
    plugin("dummy", "DummyAuthenticator", "jupyterhub.auth.DummyAuthenticator"),
    plugin("null", "NullAuthenticator", "jupyterhub.auth.NullAuthenticator"),
    plugin(
      "shared-password",
      "SharedPasswordAuthenticator",
      "jupyterhub.auth.SharedPasswordAuthenticator",
      "jupyterhub.authenticators.shared.SharedPasswordAuthenticator",
    ),
  ],
  "JupyterHub.proxy_class": [
    plugin("configurable-http-proxy", "ConfigurableHTTPProxy", "default", "jupyterhub.proxy.ConfigurableHTTPProxy"),
  ],
}

/** Before the name of a Python class of the site; no site can write that, since it is no name of a class. */
export const pythonClass = "python:"

export function findPlugin(trait: ClassTrait, name: string): Plugin | null {
  const wanted = name.toLowerCase()
  if (name.startsWith(pythonClass)) return ofPython(trait, name)
  return plugins[trait].find(p => p.aliases.includes(wanted)) ?? null
}

/** Its traits stand in the base class's section, where python-classes.ts puts what the class makes of them. */
function ofPython(trait: ClassTrait, name: string): Plugin {
  return { name, className: trait === "JupyterHub.spawner_class" ? "Spawner" : "Authenticator", aliases: [] }
}

function plugin(name: string, className: string, ...aliases: string[]): Plugin {
  return { name, className, aliases: [name, ...aliases].map(alias => alias.toLowerCase()) }
}
