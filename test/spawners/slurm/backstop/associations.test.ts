/** Whose QOS has to change: people with the same change are one command. */
import t from "tap"
import { noLimits } from "../../../../hub/core/servers/quota.ts"
import { planAssociations, readAssociation } from "../../../../spawners/slurm/backstop/associations.ts"

const sets = [
  { name: "user", limits: noLimits, people: ["ada", "bob", "eve"] },
  { name: "lab", limits: noLimits, people: ["mia"] },
]
const found = (lines: readonly string[]) => lines.flatMap(line => readAssociation(line) ?? [])

t.test("the account's own line is nobody's", async t => {
  t.equal(readAssociation("|normal|"), null)
  t.same(readAssociation("ada|carme-user,normal|normal"), {
    user: "ada",
    qos: ["carme-user", "normal"],
    defaultQos: "normal",
  })
})

t.test("who is right stays, the others are changed together, strangers are told by their QOS", async t => {
  const plan = planAssociations(
    sets,
    found(["ada|carme-user,normal|carme-user", "bob|normal|normal", "eve|normal|normal", "zoe|normal|normal"]),
  )
  t.same(plan.changes, [{ people: ["bob", "eve"], qos: "carme-user", stale: [] }])
  t.same(plan.strangers, new Map([["carme-lab", ["mia"]]]))
})

t.test("what a role gave goes with the role, and no QOS of the site's", async t => {
  const plan = planAssociations(
    sets,
    found(["ada|carme-lab,carme-user,fast|carme-lab", "zoe|carme-user,fast|carme-user", "bob|carme-user|carme-user"]),
  )
  t.same(plan.changes, [
    { people: ["ada"], qos: "carme-user", stale: ["carme-lab"] },
    { people: ["zoe"], qos: null, stale: ["carme-user"] },
  ])
})
