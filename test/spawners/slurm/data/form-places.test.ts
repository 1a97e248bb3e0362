import t from "tap"
import { mounts } from "../../../../hub/config/carme/mounts.ts"
import { scratch } from "../../../../hub/config/carme/scratch.ts"
import { noLimits } from "../../../../hub/core/servers/quota.ts"
import { formPlaces } from "../../../../spawners/slurm/data/form-places.ts"
import { instant } from "../../../support/slurm.ts"

const alice = { id: 1, name: "alice", admin: false, groups: ["physics"], roles: ["user"] }
const offer = { queues: [instant], containers: [], limits: noLimits }

t.test("what this person gets in the queues that they may use", async t => {
  const places = formPlaces(alice, offer, {
    mounts: mounts.parse([
      { source: "/beegfs/{username}", target: "{home}/data", description: "Your data" },
      { source: "/reference", readonly: true, queues: ["instant", "large"] },
      { source: "/other", groups: ["biology"] },
      { source: "/fast", queues: ["large"] },
      { source: "/groups/{group}" },
    ]),
    scratch: scratch.parse({ local: { path: "/local/{job_id}", size: "1.8 TB", home_folder: "scratch" } }),
    scratchDir: "/scratch",
    mountRoots: ["/beegfs"],
  })
  t.same(places, {
    mountRoots: ["/beegfs"],
    mounts: [
      { path: "~/data", text: "Your data", queues: [] },
      { path: "/reference", text: "read-only", queues: ["Instant"] },
      { path: "/groups/<your group>", text: "", queues: [] },
    ],
    scratch: [{ path: "~/scratch", text: "1.8 TB, deleted at its end", queues: [] }],
  })
})

t.test("the trait's folder stands for the queues that no entry is for", async t => {
  const settings = {
    mounts: [],
    mountRoots: [],
    scratch: scratch.parse({ beeond: { kind: "beeond", path: "/mnt/b", queues: ["instant"] } }),
    scratchDir: "/scratch/{job_id}",
  }
  t.same(
    formPlaces(alice, offer, settings).scratch.map(place => place.queues),
    [["Instant"], []],
  )
  t.same(formPlaces(alice, offer, { mounts: [], mountRoots: [], scratch: {}, scratchDir: "" }), {
    mounts: [],
    mountRoots: [],
    scratch: [],
  })
})
