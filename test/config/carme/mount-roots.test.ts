import t from "tap"
import { mountRoots } from "../../../hub/config/carme/mount-roots.ts"

t.test("absolute folders, and never everything", async t => {
  t.same(mountRoots.parse(["/beegfs/projects", "/scratch/"]), ["/beegfs/projects", "/scratch/"])
  for (const path of ["/", "data", "/a/../b", "/a:b", "{home}", "/{username}"]) {
    t.throws(() => mountRoots.parse(["/ok", path]), { path: ["1"], message: /an absolute path/ }, path)
  }
})
