/** People by the limits that they share. */
import t from "tap"
import { limitSets } from "../../../hub/core/quotas/limit-sets.ts"
import { bareCore } from "../../support/bare-core.ts"

t.test("one set for each combination of roles with a quota", async t => {
  const role = "A role with a very long name, and Capitals"
  const quotas = { user: { gpus: 1, jobs: 2 }, lab: { gpus: 4 }, [role.replace(/[ ,]/g, "_")]: { gpus: 8 } }
  const { core, addUser } = await bareCore(t, { traits: { "CarmeHub.quotas": quotas } })
  await addUser("bob", "lab")
  await addUser("ada")
  await addUser("eve", "unrelated")
  await addUser("mia", role.replace(/[ ,]/g, "_"))
  const sets = await limitSets(core)
  t.match(sets, [
    { name: /^a_role_with.{20}-[0-9a-f]{8}$/, limits: { gpus: 8, jobs: 2 }, people: ["mia"] },
    { name: "lab.user", limits: { gpus: 4, jobs: 2 }, people: ["bob"] },
    { name: "user", limits: { gpus: 1, jobs: 2 }, people: ["ada", "eve"] },
  ])
  t.ok(sets.every(set => set.name.length <= 40))
})
