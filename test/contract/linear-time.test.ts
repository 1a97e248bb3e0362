/** What somebody sends costs no more than its length: each door, four times as much of what makes bad expressions and loops slow. */
import t from "tap"
import { build } from "../../hub/config/carme/build.ts"
import { plainText } from "../../hub/core/containers/container-log.ts"
import { checkDefinition } from "../../hub/core/containers/definition.ts"
import { safeNext } from "../../hub/http/redirect.ts"
import { scrubUri } from "../../hub/observe/scrub-uri.ts"
import { slurmTime } from "../../spawners/slurm/cli/slurm-time.ts"
import { slurmWords } from "../../spawners/slurm/cli/slurm-words.ts"
import { dataOptions } from "../../spawners/slurm/data/data-options.ts"
import { expandHostlist } from "../../spawners/slurm/hostlist.ts"
import { parseMemory } from "../../spawners/slurm/memory.ts"
import { splitWords } from "../../spawners/slurm/shell-words.ts"
import { parseWalltime } from "../../spawners/slurm/walltime.ts"
import type { Answer, Client } from "../support/client.ts"
import { queueCore } from "../support/queue-core.ts"

const size = 20_000
/** Linear work grows fourfold, quadratic work sixteenfold. */
const mostGrowth = 10
/** Milliseconds of processor time that count as nothing: a collection of garbage, another part's timer. */
const noise = 60

const pieces = [
  " ",
  "/",
  "\t",
  "\r",
  "\n",
  "(",
  "[",
  "{",
  "<",
  "<!--",
  "%",
  "%(",
  "a,",
  "1",
  "-",
  "=",
  ":",
  "->",
  " -> ",
  "\u00e9",
]
const attacks = pieces.flatMap(piece => [
  { name: JSON.stringify(piece), of: (length: number) => `a${piece.repeat(length / piece.length)}b` },
  { name: `//${JSON.stringify(piece)}`, of: (length: number) => `//${piece.repeat(length / piece.length)}\n?` },
])

t.test("functions that read what people, jobs or Slurm write", async t => {
  const { core } = await queueCore(t)
  const allowed = { settings: build.parse({ registries: ["docker.io"] }), folders: [], images: [] }
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    plainText,
    checkDefinition: text => checkDefinition(`Bootstrap: docker\n%${text.slice(0, 60_000)}`, allowed),
    checkFiles: text => checkDefinition(`Bootstrap: docker\nFrom: x\n%files ${text.slice(0, 30_000)}`, allowed),
    safeNext: text => safeNext(core, { headers: {}, get: () => undefined } as never, text),
    scrubUri: text => scrubUri(`/hub/api/authorizations/token/${text}`),
    slurmTime,
    slurmWords,
    stageIn: text => dataOptions({ stage_in: text }, []),
    stageOut: text => dataOptions({ stage_out: [text] }, []),
    mounts: text => dataOptions({ mounts: [text] }, ["/srv"]),
    expandHostlist,
    parseMemory,
    parseWalltime,
    splitWords,
  }
  for (const [name, read] of Object.entries(readers)) {
    const slow = []
    for (const attack of attacks) {
      const once = (length: number) => () => quietly(() => read(attack.of(length)))
      const growth = await growthOf(once(size), once(4 * size))
      if (growth !== null) slow.push({ attack: attack.name, ...growth })
    }
    t.same(slow, [], name)
  }
})

t.test("requests of a user of the hub, and of nobody", async t => {
  const hub = await queueCore(t)
  const alice = await hub.user("alice")
  const client = await hub.as(alice)
  const text = (send: (client: Client, text: string) => Promise<Answer>) =>
    attacks.map(({ name, of }) => ({ name, ask: (length: number) => send(client, of(length)) }))
  const form = (value: string) => ({
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ username: value, next: value }).toString(),
  })
  const doors: Readonly<Record<string, readonly { name: string; ask: (length: number) => Promise<Answer> }[]>> = {
    "options of a start": text((client, stage_in) => client.api("POST", "/users/alice/server", { stage_in })),
    "an estimate": text((client, mounts) => client.api("POST", "/queues/estimate", { user_options: { mounts } })),
    "a token's note": text((client, note) => client.api("POST", "/users/alice/tokens", { note, expires_in: note })),
    "a login": text((_, value) => hub.client().ask("/hub/login", form(value))),
    "many parts of one name": [{ name: "", ask: length => nobody(hub.client(), multipart(length / 20)) }],
    "many files without a type": [
      { name: "", ask: length => nobody(hub.client(), multipart(length / 20, "; filename=x")) },
    ],
    "lists in lists": [
      { name: "[", ask: length => client.api("POST", "/users/alice/server", "[".repeat(length)) },
      { name: "{", ask: length => client.api("POST", "/users/alice/server", `{"a":`.repeat(length)) },
    ],
    "many scopes": [
      { name: "", ask: length => client.api("POST", "/users/alice/tokens", { scopes: many(length / 10) }) },
    ],
    "many options": [
      {
        name: "",
        ask: length =>
          client.api("POST", "/users/alice/server", Object.fromEntries(many(length / 10).map(name => [name, 1]))),
      },
    ],
  }
  for (const [door, asks] of Object.entries(doors)) {
    const slow = []
    for (const { name, ask } of asks) {
      const growth = await growthOf(
        () => ask(size),
        () => ask(4 * size),
      )
      if (growth !== null) slow.push({ attack: name, ...growth })
    }
    t.same(slow, [], door)
  }
  t.equal((await client.api("GET", "/user")).status, 200)
})

/** Null where the larger is no worse than its size; the processor's time, so that a busy machine counts for nothing. */
async function growthOf(small: () => unknown, large: () => unknown) {
  const [first, second] = [await cost(small), await cost(large)]
  if (second <= mostGrowth * Math.max(first, noise)) return null
  // Once more: the first of all runs pays for what is compiled and loaded.
  const [again, last] = [await cost(small), await cost(large)]
  return last <= mostGrowth * Math.max(again, noise) ? null : { small: again, large: last }
}

async function cost(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function quietly(work: () => unknown): void {
  try {
    work()
  } catch {
    // That it is refused is as good as that it is read.
  }
}

function multipart(parts: number, more = ""): { readonly type: string; readonly body: string } {
  const part = `--x\r\nContent-Disposition: form-data; name="a"${more}\r\n\r\n1\r\n`
  return { type: "multipart/form-data; boundary=x", body: `${part.repeat(parts)}--x--\r\n` }
}

function nobody(client: Client, { type, body }: { readonly type: string; readonly body: string }): Promise<Answer> {
  return client.ask("/hub/login", { method: "POST", headers: { "content-type": type }, body })
}

function many(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `x${index}`)
}
