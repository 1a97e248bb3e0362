import t from "tap"
import { dataOptions, storedData } from "../../../../spawners/slurm/data/data-options.ts"

const roots = ["/beegfs/projects", "/scratch"]
const read = (raw: Parameters<typeof dataOptions>[0]) => dataOptions(raw, roots).data

t.test("lists of the API and lines of a form come to the same, and can be stored and read again", async t => {
  const api = {
    mounts: ["/scratch/a", "/beegfs/projects/x:ro"],
    stage_in: [{ from: "~/set one", to: "in/set" }, { from: "/beegfs/big/" }],
    stage_out: [{ from: "results", to: "~/results" }],
  }
  const form = {
    mounts: ["/scratch/a\r\n\r\n/beegfs/projects/x:ro\r\n"],
    stage_in: "~/set one -> in/set\n/beegfs/big/",
    stage_out: ["results -> ~/results"],
  }
  t.same(read(api), {
    mounts: ["/scratch/a", "/beegfs/projects/x:ro"],
    stageIn: [
      { from: "~/set one", to: "in/set" },
      { from: "/beegfs/big/", to: "big" },
    ],
    stageOut: [{ from: "results", to: "~/results" }],
  })
  t.same(read(form), read(api))
  t.same(read(storedData(read(api))), read(api))
  const { data, rest } = dataOptions({ gpus: 1, mounts: "" }, roots)
  t.same([storedData(data), rest], [{}, { gpus: 1 }])
})

t.test("mounts lie below a root of the site, part by part", async t => {
  for (const path of ["/scratch2/a", "/scratchy", "/beegfs", "/beegfs/projects2/x", "/etc"]) {
    t.throws(() => read({ mounts: [path] }), { status: 403, message: /below \/beegfs\/projects or \/scratch/ })
  }
  t.throws(() => dataOptions({ mounts: ["/scratch/a"] }, []), { status: 403, message: /this hub allows none/ })
  const wrong = [
    "scratch/a",
    "/scratch/../etc",
    "/scratch//a",
    "/scratch/a:/etc",
    "/scratch/a,b",
    "/scratch/a\0",
    "/",
    5,
    {},
  ]
  for (const path of wrong)
    t.throws(() => read({ mounts: [path as string] }), {
      status: 400,
      message: /option|path|entry|line|Each|Paths|stage|mounts/,
    })
})

t.test("what is copied stays in the scratch folder on that side, and is a plain path on the other", async t => {
  const wrong = [
    { stage_in: [{ from: "data", to: "x" }] },
    { stage_in: [{ from: "~root/data", to: "x" }] },
    { stage_in: [{ from: "/data", to: "../x" }] },
    { stage_in: [{ from: "/data", to: "/x" }] },
    { stage_in: [{ from: "/a/../b" }] },
    { stage_in: [{ from: "/a\n/b" }] },
    { stage_in: [{ from: "/a", mode: "x" }] },
    { stage_in: [["/a", "b"]] },
    { stage_in: "/a -> b -> c" },
    { stage_in: 5 },
    { stage_in: Array.from({ length: 21 }, () => "/a") },
    { stage_in: [{ from: `/${"x".repeat(1000)}` }] },
    { stage_out: [{ from: "x" }] },
    { stage_out: [{ from: "/x", to: "~/y" }] },
    { stage_out: [{ from: "../x", to: "~/y" }] },
    { stage_out: [{ from: "x", to: "y" }] },
  ]
  for (const raw of wrong)
    t.throws(() => read(raw), { status: 400, message: /option|path|entry|line|Each|Paths|stage|mounts/ })
})
