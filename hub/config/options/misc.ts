/** Traits of JupyterHub's smaller classes. */
import type { Keys } from "../keys.ts"
import { bool, callable, dict, float, int, secretList } from "../option.ts"

const connectorKeys: Keys = {
  counts: ["limit", "limit_per_host", "force_close", "local_addr"],
  idle: [],
  lost: {
    ssl: "the certificates of the hub are those of internal_ssl; name further authorities in $NODE_EXTRA_CA_CERTS",
    keepalive_timeout: "the proxy says how long a connection to it is kept, and no other one is",
  },
  others: "it is for aiohttp, JupyterHub's HTTP library, which carme-hub does not use",
}

const sessionKeys: Keys = {
  counts: ["headers", "timeout"],
  idle: ["connector"],
  lost: {},
  others: "it is for aiohttp, JupyterHub's HTTP library, which carme-hub does not use",
}

export const miscOptions = {
  "CryptKeeper.keys": secretList({
    secret: true,
    help: "Keys that encrypt auth_state, 32 bytes each, as bytes, in hexadecimal or in base64; the first encrypts, all decrypt. $JUPYTERHUB_CRYPT_KEY when not set.",
  }),
  "CryptKeeper.n_threads": int({
    default: 2,
    differs: "encrypting takes microseconds, and is done where it is needed",
    help: "Threads that encrypt.",
  }),
  "PeriodicMetricsCollector.active_users_enabled": bool({ default: true, help: "Count active users for the metrics." }),
  "PeriodicMetricsCollector.active_users_update_interval": int({ default: 3600, help: "Seconds between two counts." }),
  "PeriodicMetricsCollector.event_loop_interval_enabled": bool({
    default: true,
    help: "Measure how late the event loop runs.",
  }),
  "PeriodicMetricsCollector.event_loop_interval_resolution": float({
    default: 0.05,
    help: "Seconds between two measurements.",
  }),
  "PeriodicMetricsCollector.event_loop_interval_log_threshold": float({
    default: 1,
    help: "Log when the event loop stood still for this many seconds.",
  }),
  "JupyterHubHTTPClient.connector_options": dict({
    keys: connectorKeys,
    help: "Options of the hub's own connections to its proxy, servers and services, by aiohttp's names.",
  }),
  "JupyterHubHTTPClient.session_options": dict({
    keys: sessionKeys,
    help: "Options of the hub's own requests to its proxy, servers and services, by aiohttp's names; of a ClientTimeout its total counts.",
  }),
  "EventLogger.handlers": callable({
    help: "Python log handlers, in a list or given by a function, that get a line of JSON for each start and stop of a server.",
  }),
}
