/** What must hold of apps and data in `c.CarmeHub`: the launcher that apps need, and queues that are there. */
import type { Config } from "../config.ts"
import { ConfigError } from "../config-error.ts"

export function checkData(config: Config): void {
  const apps = Object.values(config.get("CarmeHub.containers")).filter(container => container.app)
  if (apps[0] && config.get("CarmeHub.launcher") === "") {
    throw new ConfigError(
      `c.CarmeHub.containers["${apps[0].name}"]["app"] needs c.CarmeHub.launcher, the folder with the proxy that lets people in`,
    )
  }
  const known = Object.keys(config.get("CarmeHub.queues"))
  const named = [
    ...config.get("CarmeHub.mounts").map((mount, index) => [`mounts[${index}]`, mount.queues] as const),
    ...Object.values(config.get("CarmeHub.scratch")).map(entry => [`scratch["${entry.name}"]`, entry.queues] as const),
  ]
  for (const [place, queues] of named) {
    const stranger = queues?.find(queue => !known.includes(queue))
    if (stranger !== undefined) {
      throw new ConfigError(
        `c.CarmeHub.${place}["queues"] names the queue "${stranger}", which is not in c.CarmeHub.queues`,
      )
    }
  }
}
