import t from "tap"
import { scratch } from "../../../hub/config/carme/scratch.ts"

t.test("a folder on the node needs a path and nothing more", async t => {
  t.same(scratch.parse({ local: { path: "/scratch/{job_id}", size: "1.8 TB" } }).local, {
    name: "local",
    kind: "node-local",
    path: "/scratch/{job_id}",
    size: "1.8 TB",
    description: "",
    queues: null,
    start: [],
    stop: [],
    homeFolder: "",
  })
})

t.test("BeeOND brings BeeGFS's own commands, which a site may change", async t => {
  const { beeond } = scratch.parse({
    beeond: { kind: "beeond", path: "/mnt/beeond", stop: ["sudo", "beeond", "stop"] },
  })
  t.same(beeond?.start, ["beeond", "start", "-n", "{nodefile}", "-d", "/data/beeond/{job_id}", "-c", "{path}"])
  t.same(beeond?.stop, ["sudo", "beeond", "stop"])
})

t.test("mistakes are told with the path to them", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{}, ["a", "path"], /a path such as/],
    [{ path: "scratch" }, ["a", "path"], /absolute/],
    [{ path: "/scratch/../home" }, ["a", "path"], /absolute/],
    [{ path: "/scratch/{home}" }, ["a", "path"], /only \{job_id\}/],
    [{ path: "/s", kind: "nfs" }, ["a", "kind"], /"beeond"/],
    [{ path: "/s", start: "beeond start" }, ["a", "start"], /a list of words/],
    [{ path: "/s", home_folder: "a/b" }, ["a", "home_folder"], /one folder/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => scratch.parse({ a: value }), { path, message })
})
