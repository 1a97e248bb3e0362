/** `load_groups`. */
import t from "tap"
import { findGroupByName, updateGroup } from "../../../hub/db/groups.ts"
import { groupNamesOf } from "../../../hub/db/members.ts"
import { bareCore } from "../../support/bare-core.ts"

const load = (groups: unknown) => ({ traits: { "JupyterHub.load_groups": groups } })

t.test("groups and their members are made; both ways to write them", async t => {
  const { core } = await bareCore(t, load({ lab: { users: ["Ada", "bob"], properties: { gpus: 2 } }, old: ["ada"] }))
  t.same(Object.fromEntries(await groupNamesOf(core.db, ["ada", "bob"])), { ada: ["lab", "old"], bob: ["lab"] })
  t.same((await findGroupByName(core.db, "lab"))?.properties, { gpus: 2 })
})

t.test("a later start adds members and takes none out; properties are replaced", async t => {
  const { core } = await bareCore(t, load({ lab: { users: ["ada"], properties: { gpus: 2 } } }))
  await bareCore(t, { db: core.db, ...load({ lab: { users: ["bob"], properties: { cpus: 1 } } }) })
  t.same([...(await groupNamesOf(core.db, ["ada", "bob"])).keys()].sort(), ["ada", "bob"])
  const group = await findGroupByName(core.db, "lab")
  t.same(group?.properties, { cpus: 1 })
  await updateGroup(core.db, group?.id ?? 0, { properties: { by: "hand" } })
  await bareCore(t, { db: core.db, ...load({ lab: { users: [] } }) })
  t.same((await findGroupByName(core.db, "lab"))?.properties, { by: "hand" }, "not said is not changed")
})

t.test("what is no group is refused", async t => {
  await t.rejects(bareCore(t, load({ lab: { users: "ada" } })), { message: /users of "lab" must be a list/ })
  await t.rejects(bareCore(t, load({ lab: { properties: [1] } })), { message: /properties of "lab" must be a dict/ })
})
