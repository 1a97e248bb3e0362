/** Which names a server's certificate gets: of the nodes of its partition, by the addresses that Slurm has. */
import t from "tap"
import { nodeNames } from "../../../../spawners/slurm/certificates/node-names.ts"
import type { SlurmDriver } from "../../../../spawners/slurm/driver.ts"
import { createNodeAddresses } from "../../../../spawners/slurm/nodes.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { instant, slurmContext } from "../../../support/slurm.ts"

const driver = (count: number) =>
  ({
    resources: async () => ({
      nodes: Array.from({ length: count }, (_, i) => ({
        name: `n${i}`,
        partitions: [i % 2 === 0 ? "instant" : "large"],
      })),
      partitions: [],
    }),
    nodeAddresses: async (names: readonly string[]) =>
      new Map(names.map(name => [name, name === "n0" ? "10.0.0.1" : `${name}.cluster`])),
  }) as unknown as SlurmDriver

async function names(count: number, queue: typeof instant | null, settings = {}) {
  const context = slurmContext(settings)
  return nodeNames({ queue }, readSettings(context), driver(count), createNodeAddresses(), context)
}

t.test("of the partition's nodes, of all, by a domain, and not of thousands", async t => {
  t.same(await names(4, instant), ["IP:10.0.0.1", "DNS:n2.cluster"])
  t.same(await names(2, null), ["IP:10.0.0.1", "DNS:n1.cluster"])
  t.same(await names(5000, null, { node_domain: "cluster.example" }), ["DNS:*.cluster.example"])
  await t.rejects(names(3000, instant), { status: 500, message: /1500 nodes are too many.*ssl_alt_names/ })
})
