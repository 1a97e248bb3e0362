import t from "tap"
import { mounts } from "../../../../hub/config/carme/mounts.ts"
import { mountsFor } from "../../../../spawners/slurm/data/mounts-for.ts"

const alice = { name: "alice", groups: ["physics", "../etc", "a:b"], roles: ["user", "staff"] }

const planned = (list: readonly object[], queue: string | null = "instant") =>
  mountsFor(mounts.parse(list), { person: alice, home: "/home/alice", queue }).map(m => `${m.source} ${m.target}`)

t.test("by user, group, role and queue: all that are given must fit", async t => {
  const all = ["users", "groups", "roles", "queues"].map((key, i) => ({
    source: `/${key}`,
    [key]: [["alice"], ["physics"], ["staff"], ["instant"]][i],
  }))
  t.same(planned(all), ["/users /users", "/groups /groups", "/roles /roles", "/queues /queues"])
  t.same(planned(all, "large"), ["/users /users", "/groups /groups", "/roles /roles"])
  t.same(planned(all, null).length, 3, "without queues, one that is for a queue is for none")
  t.same(
    planned([
      { source: "/a", users: ["bob"] },
      { source: "/b", groups: ["x"] },
      { source: "/c", roles: [] },
    ]),
    [],
  )
  t.same(planned([{ source: "/a", users: ["alice"], roles: ["admin"] }]), [])
})

t.test("names are filled in as whole parts; a group whose name is no folder's has no mount", async t => {
  t.same(
    planned([
      { source: "/beegfs/{username}", target: "/mine" },
      { source: "{home}/x", target: "/x" },
    ]),
    ["/beegfs/alice /mine", "/home/alice/x /x"],
  )
  t.same(planned([{ source: "/projects/{group}", target: "/p/{group}" }]), ["/projects/physics /p/physics"])
  t.same(planned([{ source: "/projects/{group}", groups: ["biology", "physics"] }]), [
    "/projects/physics /projects/physics",
  ])
})

t.test("a later line takes the place of an earlier one", async t => {
  const list = [
    { source: "/old", target: "/data" },
    { source: "/new", target: "/data", roles: ["staff"] },
  ]
  t.same(planned(list), ["/new /data"])
})
