import t from "tap"
import { mounts } from "../../../../hub/config/carme/mounts.ts"
import { dataOf } from "../../../../spawners/slurm/data/data-of.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { slurmContext, slurmRun } from "../../../support/slurm.ts"

const alice = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }
const settings = readSettings(
  slurmContext({ mounts: mounts.parse([{ source: "/srv/a", target: "/scratch/a" }]), mount_roots: ["/scratch"] }),
)

t.test("the site's mounts, the person's where the site has none, and what is copied from and to the home", async t => {
  const userOptions = {
    mounts: ["/scratch/a", "/scratch/b/:ro"],
    stage_in: [{ from: "~/in", to: "in" }],
    stage_out: [{ from: "out", to: "~/out" }],
  }
  const words = dataOf(slurmRun("alice", { userOptions }), alice, settings)
  t.same(words, [
    ...["mount", "/srv/a", "/scratch/a", "rw", "optional", ""],
    ...["mount", "/scratch/b", "/scratch/b", "ro", "optional", "/scratch"],
    ...["stage-in", "/home/alice/in", "in", "", "", ""],
    ...["stage-out", "out", "/home/alice/out", "", "", ""],
  ])
  const bare = dataOf(slurmRun("alice", { userOptions, container: null }), alice, settings)
  t.same(bare, words.slice(12), "without a container there is nothing to mount into")
})
