/** What every part of core, oauth and http is handed: the open connections and the plugins. No state of its own. */
import type { Config } from "../config/config.ts"
import type { Db } from "../db/db.ts"
import type { Metrics } from "../observe/metrics.ts"
import type { Authenticator, AuthenticatorPages } from "../plugin/authenticator.ts"
import type { Clock, Log, PluginContext } from "../plugin/context.ts"
import type { OwnConnections } from "../plugin/own-connections.ts"
import type { Proxy } from "../plugin/proxy.ts"
import type { Spawner } from "../plugin/spawner.ts"
import type { Bus } from "./bus.ts"
import type { InternalTls } from "./certificates/internal-tls.ts"
import type { Secrets } from "./start/secrets.ts"

export interface Core {
  readonly config: Config
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly bus: Bus
  readonly secrets: Secrets
  readonly spawner: Spawner
  readonly spawnerContext: PluginContext
  readonly authenticator: Authenticator
  readonly authenticatorContext: PluginContext
  /** Pages that the site adds; absent where it adds none. */
  readonly sitePages?: AuthenticatorPages
  readonly proxy: Proxy
  /** Absent without internal_ssl. */
  readonly tls?: InternalTls
  /** What the site says of the hub's own requests. */
  readonly connections?: OwnConnections
  /** Short lower-case id of this installation, stored in the database: part of every job name. */
  readonly hubId: string
  /** Ends the process as SIGTERM would. */
  readonly requestShutdown?: (how: Shutdown) => void
}

export interface Shutdown {
  /** Overrides the setting of its name. */
  readonly cleanupProxy?: boolean
  readonly cleanupServers?: boolean
  /** The hub can do its work no longer: the process ends with an exit code that makes a service manager start it again. */
  readonly failed?: boolean
}
