/** The time zone of the site, in which its days begin: as configured, else the system's. */
import type { Config } from "../config/config.ts"

export function siteZone(config: Config): string {
  return config.get("CarmeHub.time_zone") || new Intl.DateTimeFormat().resolvedOptions().timeZone
}
