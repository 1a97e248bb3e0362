/** What a person is offered: by the roles that the person holds, those of groups included. */
import t from "tap"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import { runView } from "../../../hub/core/servers/run-view.ts"
import { loadHubId } from "../../../hub/core/start/hub-id.ts"
import { personOf } from "../../../hub/core/users/person.ts"
import { findGroupByName, insertGroups } from "../../../hub/db/groups.ts"
import { findRolesByNames, grantRole } from "../../../hub/db/roles.ts"
import { bareCore } from "../../support/bare-core.ts"
import { run } from "../../support/rows.ts"

const traits = {
  "CarmeHub.queues": { instant: { max_walltime: "2:00:00" }, large: {} },
  "CarmeHub.containers": { jupyter: { image: "/srv/images/jupyter.sqfs" } },
  "CarmeHub.quotas": { user: { gpus: 1, queues: ["instant"] }, lab: { gpus: 4, queues: ["large"] } },
}

t.test("an offer", async t => {
  const { core, addUser } = await bareCore(t, { traits })
  const ada = await addUser("ada")
  await addUser("bob", "lab")
  t.match(await offerFor(core, ada), {
    queues: [{ name: "instant" }],
    containers: [{ name: "jupyter" }],
    limits: { gpus: 1 },
  })
  t.equal((await offerFor(core, ada)).queues.length, 1, "and nothing else")

  await insertGroups(core.db, [{ name: "physics", properties: {} }])
  const group = await findGroupByName(core.db, "physics")
  const [lab] = await findRolesByNames(core.db, ["lab"])
  await core.db.q("user_group_map").insert({ user_id: ada.id, group_id: group?.id })
  if (lab && group) await grantRole(core.db, "group", lab.id, [group.id])
  t.same(await personOf(core, ada), {
    id: ada.id,
    name: "ada",
    admin: false,
    groups: ["physics"],
    roles: ["lab", "user"],
  })
  t.match(await offerFor(core, ada), { queues: [{ name: "instant" }, { name: "large" }], limits: { gpus: 4 } })

  const demand = {
    queue: "large",
    container: "jupyter",
    gpus: 1,
    gpuType: null,
    cpus: null,
    memoryMb: null,
    walltimeMinutes: null,
  }
  t.match(runView(core, run({ id: "r", demand })), {
    queue: { name: "large" },
    container: { image: /jupyter/ },
    user: { name: "alice" },
  })
  const resolved = { name: "gone", displayName: "", description: "", image: "/old.sif", binds: [], isDefault: false }
  t.match(
    runView(core, run({ id: "r", demand: { ...demand, container: "gone", resolved } })),
    { container: { image: "/old.sif" } },
    "a container that was removed while the run lives",
  )
  t.match(
    runView(core, run({ id: "r", demand: { ...demand, queue: "gone" } })),
    { queue: null },
    "a queue that the site took away",
  )
})

t.test("the hub's own id", async t => {
  const { core } = await bareCore(t)
  const [one, two] = await Promise.all([loadHubId(core.db), loadHubId(core.db)])
  t.match(one, /^[0-9a-f]{8}$/)
  t.equal(one, two)
})
