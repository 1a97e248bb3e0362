/** What a proxy plugin is: routes are added, deleted and listed; everything else is derived from them. */
export interface RouteData {
  readonly jupyterhub?: true
  readonly user?: string
  readonly server_name?: string
  readonly service?: string
  readonly hub?: true
  readonly extra?: true
}

export interface Route {
  /** `/user/alice/`, or `host/path/` with subdomains. */
  readonly routespec: string
  readonly target: string
  readonly data: RouteData
  readonly lastActivity?: Date
}

export interface Proxy {
  readonly name: string
  /** Starts the proxy process when it is the hub's to start, else checks that it answers. */
  start(): Promise<void>
  /** Stops the process it started; an external proxy is left alone. */
  stop(): Promise<void>
  addRoute(routespec: string, target: string, data: RouteData): Promise<void>
  /** A route that is not there is no error. */
  deleteRoute(routespec: string): Promise<void>
  listRoutes(): Promise<readonly Route[]>
  /** Another proxy took its place while the hub runs: from now on this is where its API answers, and its token. */
  relocate?(to: { readonly apiUrl?: string; readonly authToken?: string }): void
}
