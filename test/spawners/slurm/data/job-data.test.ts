import t from "tap"
import { jobData } from "../../../../spawners/slurm/data/job-data.ts"

t.test("six words a mount", async t => {
  const mount = { source: "/a", target: "/b", readOnly: true, required: false, root: "" }
  t.same(jobData([mount, { ...mount, readOnly: false, required: true, root: "/r" }]), [
    ...["mount", "/a", "/b", "ro", "optional", ""],
    ...["mount", "/a", "/b", "rw", "required", "/r"],
  ])
})
