/** Where a test's hub runs: free ports, a temporary folder, and the settings that every test hub starts from. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Test } from "tap"
import { freePorts } from "./ports.ts"
import { proxyCommand } from "./proxy-command.ts"

export const tinyServer: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL("./tiny-server.mjs", import.meta.url)),
]

/** Sections as in a configuration file: `{ JupyterHub: { admin_users: ["ada"] } }`. */
export type Settings = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface HubPlace {
  /** Where people reach it, through the proxy: `http://127.0.0.1:PORT/`. */
  readonly url: string
  /** The hub itself, without the proxy, where `hub_bind_url` says: `http://127.0.0.1:PORT/hub`. */
  readonly hubUrl: string
  readonly folder: string
  readonly settings: Settings
}

export interface TestHubOptions {
  readonly settings?: Settings
  /** Python text of a whole configuration file, put after the settings. */
  readonly configText?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Ports, a temporary folder and the settings that every test hub starts from. */
export async function hubPlace(t: Test, settings: Settings = {}): Promise<HubPlace> {
  const [port = 0, hubPort = 0, apiPort = 0] = await freePorts(3)
  const folder = mkdtempSync(join(tmpdir(), "carme-hub-test-"))
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const defaults: Settings = {
    JupyterHub: {
      bind_url: `http://127.0.0.1:${port}/`,
      hub_bind_url: `http://127.0.0.1:${hubPort}`,
      db_url: `sqlite:///${folder}/jupyterhub.sqlite`,
      cookie_secret_file: `${folder}/cookie_secret`,
      authenticator_class: "dummy",
      spawner_class: "simple",
    },
    ConfigurableHTTPProxy: {
      api_url: `http://127.0.0.1:${apiPort}`,
      pid_file: `${folder}/proxy.pid`,
      auth_token: "test-proxy-token-0123456789",
      command: proxyCommand,
    },
    Authenticator: { allow_all: true },
    Spawner: { cmd: tinyServer },
    SimpleLocalProcessSpawner: { home_dir_template: `${folder}/home/{username}` },
  }
  // With a base_url the parts count, and bind_url is made of them.
  const parts = settings.JupyterHub?.base_url === undefined ? {} : { JupyterHub: { ip: "127.0.0.1", port } }
  const merged = merge(merge(defaults, parts), settings)
  const base = `${merged.JupyterHub?.base_url ?? "/"}`.replace(/\/+$/, "")
  return {
    url: `http://127.0.0.1:${port}${base}/`,
    hubUrl: `${merged.JupyterHub?.hub_bind_url}${base}/hub`,
    folder,
    settings: merged,
  }
}

/** The settings as a file in the place's folder; a .py when there is Python text to go with them. */
export function writeConfig(place: HubPlace, configText?: string): string {
  const json = JSON.stringify(place.settings, null, 1)
  const file = join(place.folder, configText === undefined ? "jupyterhub_config.json" : "jupyterhub_config.py")
  const python = `import json\nfor _section, _values in json.loads(${JSON.stringify(json)}).items():\n    for _name, _value in _values.items():\n        setattr(getattr(c, _section), _name, _value)\n${configText}\n`
  writeFileSync(file, configText === undefined ? json : python, { mode: 0o600 })
  return file
}

function merge(defaults: Settings, settings: Settings): Settings {
  const names = new Set([...Object.keys(defaults), ...Object.keys(settings)])
  return Object.fromEntries([...names].map(name => [name, { ...defaults[name], ...settings[name] }]))
}
