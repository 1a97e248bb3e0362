/** The same requests to a real JupyterHub and to carme-hub: the same answers, but for the differences that a table names. */
import t from "tap"
import type { Client } from "../../support/client.ts"
import { type Compared, compared } from "./compared.ts"
import { type Difference, differences } from "./differences.ts"
import { knownDifferences } from "./known-differences.ts"
import { nameOf, requests, type Sent, type Who } from "./requests.ts"
import { type ComparedHub, twoHubs } from "./two-hubs.ts"
import { tokens } from "./world.ts"

t.test("the REST API answers as JupyterHub's does", async t => {
  const hubs = await twoHubs(t)
  const clients = await Promise.all(hubs.map(clientsOf))
  const unmet = new Set(knownDifferences)
  for (const request of requests) {
    const name = nameOf(request)
    const [theirs, ours] = await Promise.all(hubs.map((hub, i) => ask(hub, clients[i]?.get(request.who), request)))
    const left = differences(theirs, ours).filter(difference => {
      const known = knownDifferences.filter(row => row.request.test(name) && row.at.test(difference.at))
      for (const row of known) unmet.delete(row)
      return known.length === 0
    })
    t.same(left.map(told), [], name)
  }
  t.same([...unmet], [], "every difference that the table names was met")
})

function told({ at, theirs, ours }: Difference): string {
  return `${at}: JupyterHub ${JSON.stringify(theirs)}, carme-hub ${JSON.stringify(ours)}`
}

async function clientsOf(hub: ComparedHub): Promise<ReadonlyMap<Who, Client>> {
  const cookie = hub.client()
  const answer = await cookie.login("ada", "x")
  if (answer.status !== 302) throw new Error(`${hub.name}: ada could not log in: ${answer.status}`)
  const byToken = Object.entries(tokens).map(([who, token]) => [who as Who, hub.client(token)] as const)
  return new Map<Who, Client>([
    ["nobody", hub.client()],
    ["cookie", cookie],
    ["server", hub.client(hub.serverToken)],
    ...byToken,
  ])
}

async function ask(hub: ComparedHub, client: Client | undefined, sent: Sent): Promise<Compared> {
  if (client === undefined) throw new Error(`there is no client for ${sent.who}`)
  const answer = sent.path.startsWith("/hub/")
    ? await client.ask(sent.path, { method: sent.method })
    : await client.api(sent.method, sent.path, sent.body, sent.headers)
  return compared(hub, answer)
}
