/** The environment that tells a single-user server who it is and where its hub is, to the letter as JupyterHub 6.1 gives it. */
import type { Config } from "../../config/config.ts"
import type { PluginContext, SpawnerStandIn } from "../../plugin/context.ts"
import { pythonJson } from "../../plugin/python-json.ts"
import type { CertificateFiles } from "../../plugin/spawner.ts"
import { certificateEnv } from "../certificates/certificate-env.ts"
import { serverPublicUrl, serverUrl } from "../public-urls.ts"
import { isPyRef } from "../py-ref.ts"
import { pythonFloat, pythonFormat } from "../python-text.ts"
import { basePrefix, escapeName, hubPrefix, serverPath } from "../urls.ts"
import { serverProtocol } from "./server-address.ts"
import { serverClientId } from "./server-client-id.ts"
import { type SpawnerTrait, spawnerTrait } from "./spawner-trait.ts"

interface EnvRequest {
  readonly userName: string
  readonly serverName: string
  readonly token: string
  /** Traits that hooks and overrides changed for this start, by their bare names. */
  readonly overrides: Readonly<Record<string, unknown>>
  /** Of the server, with internal_ssl. */
  readonly certificates?: CertificateFiles | null
  /** What functions in `Spawner.environment` are called with. */
  readonly standIn: SpawnerStandIn
}

export async function singleUserEnv(
  config: Config,
  context: PluginContext,
  request: EnvRequest,
): Promise<Record<string, string>> {
  const { userName, serverName, token, overrides } = request
  const path = serverPath(config, userName, serverName)
  const trait = <K extends SpawnerTrait>(name: K) => spawnerTrait(config, overrides, name)
  const apiUrl = hubApiUrl(config, trait("hub_connect_url"), context.hubApiUrl)
  const scopes = pythonJson([`access:servers!server=${userName}/${serverName}`, `access:servers!user=${userName}`])
  const names = { username: userName, base_url: path }
  return {
    ...kept(trait("env_keep"), context),
    JUPYTERHUB_API_TOKEN: token,
    JPY_API_TOKEN: token,
    ...only(config.get("JupyterHub.admin_access"), { JUPYTERHUB_ADMIN_ACCESS: "1" }),
    JUPYTERHUB_CLIENT_ID: serverClientId(userName, serverName),
    ...cookieOptions(config),
    JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED: config.get("JupyterHub.cookie_host_prefix_enabled") ? "1" : "0",
    JUPYTERHUB_HOST: publicHost(config),
    JUPYTERHUB_OAUTH_CALLBACK_URL: `${serverUrl(config, userName, serverName)}oauth_callback`,
    JUPYTERHUB_OAUTH_SCOPES: scopes,
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: scopes,
    JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES: pythonJson(plainList(trait("oauth_client_allowed_scopes"))),
    JUPYTERHUB_USER: userName,
    JUPYTERHUB_SERVER_NAME: serverName,
    JUPYTERHUB_API_URL: apiUrl,
    JUPYTERHUB_ACTIVITY_URL: `${apiUrl}/users/${escapeName(userName)}/activity`,
    JUPYTERHUB_BASE_URL: basePrefix(config),
    JUPYTERHUB_SERVICE_PREFIX: path,
    JUPYTERHUB_SERVICE_URL: `${serverProtocol(config)}://${hostPart(trait("ip"))}:${trait("port")}${path}`,
    JUPYTERHUB_PUBLIC_URL: serverPublicUrl(config, userName, serverName) ?? "",
    JUPYTERHUB_PUBLIC_HUB_URL: publicUrl(config, hubPrefix(config)),
    ...certificateEnv(request.certificates ?? null),
    ...limit("MEM_LIMIT", trait("mem_limit"), String),
    ...limit("MEM_GUARANTEE", trait("mem_guarantee"), String),
    ...limit("CPU_LIMIT", trait("cpu_limit"), pythonFloat),
    ...limit("CPU_GUARANTEE", trait("cpu_guarantee"), pythonFloat),
    ...only(trait("notebook_dir"), { JUPYTERHUB_ROOT_DIR: pythonFormat(trait("notebook_dir"), names) }),
    ...only(trait("default_url"), { JUPYTERHUB_DEFAULT_URL: pythonFormat(trait("default_url"), names) }),
    ...only(trait("debug"), { JUPYTERHUB_DEBUG: "1" }),
    ...only(trait("disable_user_config"), { JUPYTERHUB_DISABLE_USER_CONFIG: "1" }),
    ...(await siteEnvironment(trait("environment"), request.standIn, context)),
  }
}

function kept(names: readonly string[], context: PluginContext): Record<string, string> {
  const pairs = names.flatMap(name => {
    const value = context.hubEnv(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(pairs)
}

/** Servers may have to reach the hub under another address than the proxy does. */
function hubApiUrl(config: Config, connectUrl: string | null, usual: string): string {
  if (connectUrl === null || connectUrl === "") return usual
  return `${connectUrl.replace(/\/+$/, "")}${hubPrefix(config)}api`
}

function cookieOptions(config: Config): Record<string, string> {
  const options = config.get("JupyterHub.tornado_settings").cookie_options
  if (typeof options !== "object" || options === null || Object.keys(options).length === 0) return {}
  return { JUPYTERHUB_COOKIE_OPTIONS: pythonJson(options) }
}

function publicHost(config: Config): string {
  const url = config.get("JupyterHub.public_url")
  return url === "" ? config.get("JupyterHub.subdomain_host") : new URL(url).origin
}

/** Empty where the site did not say what the world calls it. */
function publicUrl(config: Config, path: string): string {
  const url = config.get("JupyterHub.public_url")
  return url === "" ? "" : `${new URL(url).origin}${path}`
}

function hostPart(ip: string): string {
  return ip.includes(":") ? `[${ip}]` : ip
}

function only(condition: unknown, variables: Record<string, string>): Record<string, string> {
  return condition ? variables : {}
}

function limit(name: string, value: number | null, text: (value: number) => string): Record<string, string> {
  return value ? { [name]: text(value) } : {}
}

function plainList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value : []
}

/** The site's own variables come last and win; a function gets its value when the server starts. */
async function siteEnvironment(
  environment: Readonly<Record<string, unknown>>,
  spawner: SpawnerStandIn,
  context: PluginContext,
): Promise<Record<string, string>> {
  const pairs = Object.entries(environment).map(async ([name, value]) => {
    const given = isPyRef(value) ? (await context.callWithSpawner(value, spawner)).result : value
    return [name, String(given)] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}
