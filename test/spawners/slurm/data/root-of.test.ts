import t from "tap"
import { rootOf } from "../../../../spawners/slurm/data/root-of.ts"

t.test("part by part, the longest counts, and a root is below itself", async t => {
  const roots = ["/scratch/", "/scratch/fast", "/data"]
  t.equal(rootOf("/scratch/a", roots), "/scratch")
  t.equal(rootOf("/scratch/fast/a", roots), "/scratch/fast")
  t.equal(rootOf("/scratch", roots), "/scratch")
  for (const twin of ["/scratch2", "/scratch2/a", "/database", "/", "/dat"]) t.equal(rootOf(twin, roots), null, twin)
})
