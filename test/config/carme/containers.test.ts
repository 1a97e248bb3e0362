import t from "tap"
import { containers } from "../../../hub/config/carme/containers.ts"

t.test("a container in the hub's shape", async t => {
  const settings = { image: "/srv/j.sqfs", display_name: "Lab", binds: ["/data:/data:ro", "/scratch"], default: true }
  t.same(containers.parse({ jupyter: settings }).jupyter, {
    name: "jupyter",
    displayName: "Lab",
    description: "",
    image: "/srv/j.sqfs",
    binds: ["/data:/data:ro", "/scratch"],
    isDefault: true,
  })
})

t.test("images and binds must be absolute, and nothing more than paths", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{ a: {} }, ["a", "image"], /must be a path/],
    [{ a: { image: "j.sqfs" } }, ["a", "image"], /must be an absolute path/],
    [{ a: { image: "/j", binds: ["data"] } }, ["a", "binds", "0"], /absolute paths/],
    [{ a: { image: "/j", binds: ["/a:/b:ro,rw"] } }, ["a", "binds", "0"], /must be source/],
    [{ a: { image: "/j", binds: ["/a,/b"] } }, ["a", "binds", "0"], /must be source/],
    [{ a: { image: "/j\n--bind" } }, ["a", "image"], /must be an absolute path/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => containers.parse(value), { path, message })
})
