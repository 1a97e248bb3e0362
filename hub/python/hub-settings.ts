/** What a Python class may know of its hub, by the names of JupyterHub's traits. */
import type { Config } from "../config/config.ts"

export interface HubSettings {
  readonly base_url: string
  /** Where servers reach the hub's API. */
  readonly api_url: string
  readonly db_url: string
  readonly public_url: string
  readonly public_host: string
  readonly subdomain_host: string
  readonly cookie_options: unknown
  readonly cookie_host_prefix_enabled: boolean
  readonly admin_access: boolean
  readonly internal_ssl: boolean
  /** Where classes look for templates of their own. */
  readonly template_path: readonly string[]
}

export function hubSettings(config: Config, apiUrl: string): HubSettings {
  const publicUrl = config.get("JupyterHub.public_url")
  const subdomainHost = config.get("JupyterHub.subdomain_host")
  return {
    base_url: config.get("JupyterHub.base_url"),
    api_url: apiUrl,
    db_url: config.get("JupyterHub.db_url"),
    public_url: publicUrl,
    public_host: publicUrl === "" ? subdomainHost : new URL(publicUrl).origin,
    subdomain_host: subdomainHost,
    cookie_options: config.get("JupyterHub.tornado_settings").cookie_options ?? {},
    cookie_host_prefix_enabled: config.get("JupyterHub.cookie_host_prefix_enabled"),
    internal_ssl: config.get("JupyterHub.internal_ssl"),
    template_path: config.get("JupyterHub.template_paths"),
    admin_access: config.get("JupyterHub.admin_access"),
  }
}
