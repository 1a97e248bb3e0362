/** The environment that the hub gives to a service it runs, to the letter as JupyterHub 6.1 gives it. */
import type { Config } from "../../config/config.ts"
import type { PluginContext } from "../../plugin/context.ts"
import { localEnv } from "../../plugin/local-env.ts"
import { pythonJson } from "../../plugin/python-json.ts"
import { serverProtocol } from "../servers/server-address.ts"
import { basePrefix, hubPrefix } from "../urls.ts"
import { servicePath, serviceUrl } from "./service-address.ts"
import type { ServiceSpec } from "./service-spec.ts"

/** The account of `spec.user`. */
interface Account {
  readonly home: string
  readonly shell: string
}

export function serviceEnv(
  config: Config,
  context: Pick<PluginContext, "hubEnv" | "hubApiUrl">,
  spec: ServiceSpec,
  token: string,
  account: Account | null,
): Record<string, string> {
  const scopes = pythonJson(["access:services", `access:services!service=${spec.name}`])
  const path = servicePath(config, spec.name)
  const url = serviceUrl(config, spec.name)
  const origin = publicOrigin(config)
  return {
    ...keptVariables(context),
    JUPYTERHUB_API_TOKEN: token,
    JPY_API_TOKEN: token,
    JUPYTERHUB_CLIENT_ID: spec.clientId,
    // JupyterHub does not hand the hub's own choice on to services.
    JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED: "0",
    JUPYTERHUB_HOST: origin === "" ? config.get("JupyterHub.subdomain_host") : origin,
    JUPYTERHUB_OAUTH_CALLBACK_URL: spec.url === null ? "oauth_callback" : `${url}oauth_callback`,
    JUPYTERHUB_OAUTH_SCOPES: scopes,
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: scopes,
    JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES: "[]",
    JUPYTERHUB_USER: spec.user ?? "",
    JUPYTERHUB_SERVER_NAME: "",
    JUPYTERHUB_API_URL: context.hubApiUrl,
    JUPYTERHUB_BASE_URL: basePrefix(config),
    JUPYTERHUB_SERVICE_URL: `${serverProtocol(config)}://127.0.0.1:0/`,
    JUPYTERHUB_PUBLIC_URL: spec.url === null ? "" : publicUrl(origin, url),
    JUPYTERHUB_PUBLIC_HUB_URL: origin === "" ? "" : `${origin}${hubPrefix(config)}`,
    ...spec.environment,
    JUPYTERHUB_SERVICE_NAME: spec.name,
    ...(spec.url === null ? {} : { JUPYTERHUB_SERVICE_URL: spec.url, JUPYTERHUB_SERVICE_PREFIX: path }),
    ...(spec.user === null || account === null ? {} : owned(spec.user, account)),
  }
}

/** Empty where nobody said what the world calls it; on a host of its own it is called by that. */
function publicUrl(origin: string, url: string): string {
  if (!url.startsWith("/")) return url
  return origin === "" ? "" : origin + url
}

function keptVariables({ hubEnv }: Pick<PluginContext, "hubEnv">): Record<string, string> {
  const pairs = localEnv.flatMap(name => {
    const value = hubEnv(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(pairs)
}

/** Empty where the site did not say what the world calls it. */
function publicOrigin(config: Config): string {
  const url = config.get("JupyterHub.public_url")
  return url === "" ? "" : new URL(url).origin
}

function owned(user: string, { home, shell }: Account): Record<string, string> {
  return { USER: user, ...(home === "" ? {} : { HOME: home }), ...(shell === "" ? {} : { SHELL: shell }) }
}
