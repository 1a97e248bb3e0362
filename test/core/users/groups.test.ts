/** Groups made as they are named. */
import t from "tap"
import { ensureGroups, syncGroups } from "../../../hub/core/users/groups.ts"
import { updateGroup } from "../../../hub/db/groups.ts"
import { groupNamesOf } from "../../../hub/db/members.ts"
import { bareCore } from "../../support/bare-core.ts"

t.test("those that are there and new ones, in the order of the names, each once", async t => {
  const { core } = await bareCore(t)
  const [b] = await ensureGroups(core.db, ["b"])
  await updateGroup(core.db, b?.id ?? 0, { properties: { x: 1 } })
  const groups = await ensureGroups(core.db, ["c", "b", "a", "b"])
  t.same(
    groups.map(group => group.name),
    ["c", "b", "a"],
  )
  t.same(groups[1], { id: b?.id, name: "b", properties: { x: 1 } })
  t.same(await ensureGroups(core.db, []), [])
})

t.test("a user's groups become those, and no others", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  await syncGroups(core, ada, ["a", "b"])
  await syncGroups(core, ada, ["b", "c", "c"])
  t.same((await groupNamesOf(core.db, ["ada"])).get("ada"), ["b", "c"])
})
