/** The names that the certificate of a server has to show: those of every node that its job may get. */
import { isIP } from "node:net"
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { Run } from "../../../hub/plugin/spawner.ts"
import type { SlurmDriver } from "../driver.ts"
import type { NodeAddresses } from "../nodes.ts"
import type { SlurmSettings } from "../settings.ts"

/** A certificate with more is no longer taken by everybody: OpenSSL reads 100 KiB of them. */
const mostNodes = 1000

/** `DNS:n1` and `IP:10.0.0.1`, as the hub and the proxy will call the node. */
export async function nodeNames(
  run: Pick<Run, "queue">,
  settings: SlurmSettings,
  driver: SlurmDriver,
  addresses: NodeAddresses,
  context: PluginContext,
): Promise<readonly string[]> {
  const domain = settings.nodeDomain.replace(/^\.+/, "")
  if (domain !== "") return [`DNS:*.${domain}`]
  const partition = run.queue?.partition ?? settings.req.partition
  const { nodes } = await driver.resources()
  const possible = nodes.filter(node => partition === "" || node.partitions.includes(partition)).map(node => node.name)
  if (possible.length > mostNodes) {
    throw new Refusal(
      500,
      `${possible.length} nodes are too many for one certificate: set c.SlurmSpawner.node_domain, or name them in c.Spawner.ssl_alt_names`,
      { code: "no-certificate" },
    )
  }
  const hosts = await addresses.of(possible, "", driver, context)
  return [...new Set(hosts.values())].map(host => (isIP(host) ? `IP:${host}` : `DNS:${host}`))
}
