/** The certificates of `internal_ssl`: hub, proxy and servers each prove to the others who they are. */
import { readFileSync } from "node:fs"
import { hostname } from "node:os"
import type { Config } from "../../config/config.ts"
import type { Clock, Log } from "../../plugin/context.ts"
import { type CertFiles, type CertStore, openCertStore } from "./store.ts"

export interface InternalTls {
  /** What the hub shows, and whom it trusts: contents, in PEM. */
  readonly hub: { readonly key: string; readonly cert: string; readonly ca: string }
  /** Files for the proxy's API and for the proxy as a client of hub and servers. */
  readonly proxyApi: CertFiles & { readonly ca: string }
  readonly proxyClient: CertFiles & { readonly ca: string }
  /** Files for somebody's server, made anew each time. `altNames` are `DNS:name` and `IP:address`. */
  server(userName: string, altNames: readonly string[]): Promise<CertFiles & { readonly ca: string }>
}

const authorities = ["hub-ca", "proxy-api-ca", "proxy-client-ca", "notebooks-ca", "services-ca"] as const
/** Who believes whom, as JupyterHub lays it out. */
const trust = {
  "proxy-api-ca": ["hub-ca", "services-ca", "notebooks-ca"],
  "proxy-client-ca": ["hub-ca", "notebooks-ca"],
  "notebooks-ca": ["hub-ca", "proxy-client-ca"],
  "services-ca": ["hub-ca", "proxy-api-ca"],
} as const
const local = ["IP:127.0.0.1", "IP:0:0:0:0:0:0:0:1", "DNS:localhost"]

/** Makes what is missing in `internal_certs_location`, and uses what is there. */
export async function loadInternalTls(config: Config, clock: Clock, log: Log): Promise<InternalTls> {
  const location = config.get("JupyterHub.internal_certs_location")
  const anew = config.get("JupyterHub.recreate_internal_certs")
  const store = openCertStore(location, config.cwd, () => clock.now(), anew)
  const external = config.get("JupyterHub.external_ssl_authorities")
  const all = [...new Set([...authorities, ...Object.keys(external)])]
  for (const name of all) await store.authority(name, external[name] as Partial<CertFiles> | undefined)
  const names = [...local, ...subdomainName(config), ...config.get("JupyterHub.trusted_alt_names")]
  const hub = await store.certificate("hub-internal", "hub-ca", [...names, `DNS:${hostname()}`])
  const proxyApi = await store.certificate("proxy-api", "proxy-api-ca", names)
  const proxyClient = await store.certificate("proxy-client", "proxy-client-ca", names)
  log.debug("Certificates for internal_ssl", { location, names: names.join(";") })
  const ca = (of: keyof typeof trust) => store.bundle(of, trust[of])
  const content = (file: string) => readFileSync(file, "utf8")
  // The hub does not read this one: it is for services that the site starts, as JupyterHub makes it.
  ca("services-ca")
  return {
    hub: { key: content(hub.key), cert: content(hub.cert), ca: content(store.bundle("hub-ca", all)) },
    proxyApi: { ...proxyApi, ca: ca("proxy-api-ca") },
    proxyClient: { ...proxyClient, ca: ca("proxy-client-ca") },
    server: serverCertificates(store, ca("notebooks-ca")),
  }
}

function serverCertificates(store: CertStore, ca: string): InternalTls["server"] {
  return async (userName, altNames) => ({
    // The name becomes a folder's.
    ...(await store.certificate(`user-${encodeURIComponent(userName)}`, "notebooks-ca", altNames, true)),
    ca,
  })
}

function subdomainName(config: Config): readonly string[] {
  const host = config.get("JupyterHub.subdomain_host")
  return host === "" ? [] : [`DNS:${new URL(host).hostname}`]
}
