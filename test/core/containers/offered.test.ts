/** Who may start what: the store by roles and groups, one's own, and what is shared, each with the check that it gets. */
import t from "tap"
import { moveTo, prefer } from "../../../hub/core/containers/arrangement.ts"
import { findEntry, listEntries } from "../../../hub/core/containers/entries.ts"
import { offeredContainers } from "../../../hub/core/containers/offered.ts"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { insertContainer } from "../../../hub/db/containers.ts"
import type { ImageFacts } from "../../../hub/db/rows.ts"
import type { Person } from "../../../hub/plugin/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { container } from "../../support/rows.ts"

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const facts = (digit: string): ImageFacts => ({
  digest: digest(digit),
  size: 1,
  stamp: `stamp-${digit}`,
  measuredAt: "",
  packages: [],
  labels: {},
})

async function withStore(t: Parameters<typeof bareCore>[0], build: Record<string, unknown> = {}) {
  const { core, addUser } = await bareCore(t, {
    traits: {
      "CarmeHub.containers": {
        jupyter: { image: "/srv/j.sif", default: true, versions: { "4.1": "/srv/j41.sif" } },
        staff: { image: "/srv/s.sif", roles: ["staff"] },
        physics: { image: "/srv/p.sif", groups: ["physics"] },
      },
      "CarmeHub.build": build,
    },
  })
  const [ada, bob] = [await addUser("ada"), await addUser("bob")]
  const ready = { state: "ready", facts: facts("a") } as const
  await insertContainer(core.db, container({ id: "c-own", owner_id: ada.id, ...ready }))
  await insertContainer(core.db, container({ id: "c-lab", owner_id: ada.id, groups: ["lab"], ...ready }))
  await insertContainer(core.db, container({ id: "c-raw", owner_id: ada.id }))
  await insertContainer(core.db, container({ id: "c-bad", owner_id: ada.id, ...ready, state: "failed" }))
  await insertContainer(core.db, container({ id: "added", facts: facts("b"), state: "queued" }))
  const person = (row: { id: number; name: string }, more: Partial<Person> = {}): Person => ({
    id: row.id,
    name: row.name,
    admin: false,
    groups: [],
    roles: ["user"],
    ...more,
  })
  const names = async (who: Person, limits = noLimits) => (await offeredContainers(core, who, limits)).map(c => c.name)
  return { core, ada: person(ada), bob: person(bob), person, names }
}

t.test("by role, group and owner", async t => {
  const { ada, bob, names } = await withStore(t)
  const store = ["jupyter", "jupyter:4.1", "added"]
  t.same(await names(ada), [...store, "c-lab", "c-own"])
  t.same(await names(bob), store, "another's is not there")
  t.same(await names({ ...bob, groups: ["lab"] }), [...store, "c-lab"], "but for what is shared")
  t.same(await names({ ...bob, roles: ["staff"] }), ["jupyter", "jupyter:4.1", "staff", "added"])
  t.same(await names({ ...bob, groups: ["physics"] }), ["jupyter", "jupyter:4.1", "physics", "added"])
  t.same(
    await names(ada, { ...noLimits, containers: ["jupyter"] }),
    ["jupyter", "jupyter:4.1", "c-lab", "c-own"],
    "limits name the store's",
  )
  t.same(await names(bob, { ...noLimits, containers: [] }), [])
})

t.test("the digest is pinned, and the quick look is not for what somebody else shared", async t => {
  const { core, ada, bob } = await withStore(t)
  const of = async (who: Person, name: string) =>
    (await offeredContainers(core, who, noLimits)).find(c => c.name === name)
  t.match(await of(ada, "c-lab"), { origin: "own", digest: digest("a"), stamp: "stamp-a" })
  const shared = await of({ ...bob, groups: ["lab"] }, "c-lab")
  t.match(shared, { origin: "shared", digest: digest("a") })
  t.equal(shared?.stamp, undefined)
  t.equal((await of(bob, "jupyter"))?.digest, undefined, "nothing was measured of it")
})

t.test("the policy decides", async t => {
  const always = await withStore(t, { check: "always" })
  const [own] = (await offeredContainers(always.core, always.ada, noLimits)).filter(c => c.name === "c-own")
  t.match(own, { digest: digest("a"), stamp: undefined })
  const never = await withStore(t, { check: "never", keys: "/etc/keys", require_signature: "shared" })
  const lab = { ...never.bob, groups: ["lab"] }
  const [shared] = (await offeredContainers(never.core, lab, noLimits)).filter(c => c.name === "c-lab")
  t.match(shared, { digest: undefined, signedBy: "/etc/keys" })
})

t.test("administrators put them in order, and say which is first chosen", async t => {
  const { core, bob, names } = await withStore(t)
  const ids = (await listEntries(core)).map(entry => entry.id)
  await moveTo(core, ids, "added", 0)
  await prefer(core, "added")
  t.same(await names(bob), ["added", "jupyter", "jupyter:4.1"])
  t.same(
    [(await findEntry(core, "added"))?.container.isDefault, (await findEntry(core, "jupyter"))?.container.isDefault],
    [true, false],
  )
  await prefer(core, null)
  t.equal((await findEntry(core, "jupyter"))?.container.isDefault, true, "the configuration's again")
})
