/** What the proxy and its client need of the certificates of internal_ssl. */
export interface ProxyTls {
  /** What the hub shows to the proxy's API, and whom it trusts: contents, in PEM. */
  readonly hub: { readonly key: string; readonly cert: string; readonly ca: string }
  readonly proxyApi: TlsFiles
  /** For the proxy as a client of the hub and of servers. */
  readonly proxyClient: TlsFiles
}

/** Absolute paths. */
interface TlsFiles {
  readonly key: string
  readonly cert: string
  readonly ca: string
}
