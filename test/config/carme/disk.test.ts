import t from "tap"
import { disk } from "../../../hub/config/carme/disk.ts"

t.test("defaults and mistakes", async t => {
  t.same(disk.parse({ kind: "beegfs" }), { kind: "beegfs", path: "/home", command: [], prefix: null, warnPercent: 90 })
  const mistakes: [unknown, RegExp][] = [
    [{ kind: "zfs" }, /must be one of none, beegfs/],
    [{ kind: "xfs", path: "home" }, /absolute path/],
    [{ kind: "btrfs", path: "/home/{user}" }, /\{username\} only/],
    [{ kind: "none", warn_percent: 101 }, /100 or less/],
    [{ kind: "none", pth: "/" }, /did you mean "path"\?/],
  ]
  for (const [value, message] of mistakes) t.throws(() => disk.parse(value), { message })
})
