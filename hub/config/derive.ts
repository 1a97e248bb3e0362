/** Values that follow from others or from the environment where the site did not set them, as in JupyterHub. */
import { ConfigError } from "./config-error.ts"
import { deriveUrls } from "./derive-urls.ts"
import type { OptionName, OptionValue } from "./options/index.ts"
import type { Resolver } from "./resolver.ts"
import type { Values } from "./values.ts"

/** The derived values, by the name of their row. */
export function derive(
  resolver: Resolver,
  env: Readonly<Record<string, string | undefined>>,
  warnings: string[],
): ReadonlyMap<string, unknown> {
  const derived = new Map<string, unknown>()
  const find = (name: string) => {
    const [section = "", trait = ""] = name.split(".")
    const found = resolver.resolve(section, trait)
    if (found === null) throw new Error(`There is no option ${name}`)
    return found
  }
  const values: Values = {
    get: <K extends OptionName>(name: K) => {
      const found = find(name)
      return (derived.has(found.rowName) ? derived.get(found.rowName) : found.value) as OptionValue<K>
    },
    isSet: name => find(name).setBy.length > 0,
    put: (name, value) => void derived.set(find(name).rowName, value),
  }
  deriveFromOldNames(values)
  deriveInternalSsl(values)
  deriveFromEnvironment(values, env)
  deriveUrls(values, warnings)
  deriveLogins(values)
  return derived
}

const oldNames = [
  ["JupyterHub.admin_users", "Authenticator.admin_users"],
  ["Authenticator.whitelist", "Authenticator.allowed_users"],
  ["LocalAuthenticator.group_whitelist", "LocalAuthenticator.allowed_groups"],
  ["JupyterHub.proxy_cmd", "ConfigurableHTTPProxy.command"],
  ["JupyterHub.proxy_auth_token", "ConfigurableHTTPProxy.auth_token"],
  ["JupyterHub.proxy_check_interval", "ConfigurableHTTPProxy.check_running_interval"],
  ["JupyterHub.debug_proxy", "ConfigurableHTTPProxy.debug"],
] as const satisfies readonly (readonly [OptionName, OptionName])[]

/** A deprecated trait speaks for the one that took its place, unless that one is set. */
function deriveFromOldNames(values: Values): void {
  for (const [old, name] of oldNames) {
    if (values.isSet(old) && !values.isSet(name)) values.put(name, values.get(old) as never)
  }
  const api = ["JupyterHub.proxy_api_ip", "JupyterHub.proxy_api_port"] as const
  if (api.some(values.isSet) && !values.isSet("ConfigurableHTTPProxy.api_url")) {
    const ip = values.get("JupyterHub.proxy_api_ip") || "127.0.0.1"
    const port = values.get("JupyterHub.proxy_api_port") || values.get("JupyterHub.port") + 1
    values.put("ConfigurableHTTPProxy.api_url", `http://${ip}:${port}`)
  }
}

function deriveInternalSsl(values: Values): void {
  if (!values.get("JupyterHub.internal_ssl")) return
  const name = "ConfigurableHTTPProxy.api_url"
  if (!values.isSet(name)) values.put(name, values.get(name).replace(/^http:/, "https:"))
}

function deriveFromEnvironment(values: Values, env: Readonly<Record<string, string | undefined>>): void {
  const secret = env.JPY_COOKIE_SECRET
  if (secret && !values.isSet("JupyterHub.cookie_secret")) {
    if (!/^(?:[0-9a-fA-F]{2})+$/.test(secret)) {
      throw new ConfigError("$JPY_COOKIE_SECRET must be hexadecimal: 64 digits, as `openssl rand -hex 32` prints them")
    }
    values.put("JupyterHub.cookie_secret", Buffer.from(secret, "hex"))
  }
  const token = env.CONFIGPROXY_AUTH_TOKEN
  if (token && values.get("ConfigurableHTTPProxy.auth_token") === "") {
    values.put("ConfigurableHTTPProxy.auth_token", token)
  }
  const keys = env.JUPYTERHUB_CRYPT_KEY
  if (keys && !values.isSet("CryptKeeper.keys"))
    values.put(
      "CryptKeeper.keys",
      keys.split(";").filter(key => key !== ""),
    )
}

function deriveLogins(values: Values): void {
  if (!values.isSet("Authenticator.allow_existing_users")) {
    values.put("Authenticator.allow_existing_users", values.get("Authenticator.allowed_users").length > 0)
  }
  if (!values.isSet("Authenticator.any_allow_config")) {
    const some =
      values.get("Authenticator.allow_all") ||
      values.get("Authenticator.allow_existing_users") ||
      values.get("LocalAuthenticator.allowed_groups").length > 0
    values.put("Authenticator.any_allow_config", some)
  }
  if (!values.isSet("JupyterHub.oauth_token_expires_in")) {
    values.put("JupyterHub.oauth_token_expires_in", Math.trunc(values.get("JupyterHub.cookie_max_age_days") * 86400))
  }
}
