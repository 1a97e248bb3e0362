/** How servers and callers are named in messages, and how long a call waits for a server. */
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"

/** `alice` or `alice:lab`. */
export function logName(user: string, server: string): string {
  return server === "" ? user : `${user}:${server}`
}

export function callerName(identity: Identity): string {
  return identity.user?.name ?? identity.service?.name ?? ""
}

/** Seconds in `tornado_settings`, 10 where they say nothing -> milliseconds. */
export function slowMs(core: Core, setting: "slow_spawn_timeout" | "slow_stop_timeout"): number {
  const seconds = core.config.get("JupyterHub.tornado_settings")[setting]
  return (typeof seconds === "number" && seconds >= 0 ? seconds : 10) * 1000
}
