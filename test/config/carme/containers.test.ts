import t from "tap"
import { containers } from "../../../hub/config/carme/containers.ts"

t.test("a container in the hub's shape", async t => {
  const settings = { image: "/srv/j.sqfs", display_name: "Lab", binds: ["/data:/data:ro", "/scratch"], default: true }
  t.match(containers.parse({ jupyter: settings }).jupyter, {
    name: "jupyter",
    displayName: "Lab",
    description: "",
    image: "/srv/j.sqfs",
    binds: ["/data:/data:ro", "/scratch"],
    isDefault: true,
    others: [],
  })
})

t.test("versions are containers of their own, with what is said of all", async t => {
  const digest = `sha256:${"ab".repeat(32)}`
  const { pytorch } = containers.parse({
    pytorch: {
      image: "/srv/p-2.5.sif",
      display_name: "PyTorch",
      version: "2.5",
      versions: { "2.4": "/srv/p-2.4.sif" },
      digest,
      cuda: "12.4",
      min_driver: "550.54",
      labels: ["gpu"],
      roles: ["lab"],
      logo: "https://example.org/p.png",
      default: true,
    },
  })
  const common = {
    labels: ["gpu"],
    roles: ["lab"],
    cuda: "12.4",
    minDriver: "550.54",
    logo: "https://example.org/p.png",
  }
  t.match(pytorch, { ...common, name: "pytorch", version: "2.5", digest, isDefault: true })
  t.match(pytorch?.others, [
    {
      ...common,
      name: "pytorch:2.4",
      displayName: "PyTorch 2.4",
      image: "/srv/p-2.4.sif",
      version: "2.4",
      isDefault: false,
    },
  ])
  t.notOk(pytorch?.others[0]?.digest, "the digest is of the one image")
})

t.test("images and binds must be absolute, and nothing more than paths", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{ a: {} }, ["a", "image"], /must be a path/],
    [{ a: { image: "j.sqfs" } }, ["a", "image"], /must be an absolute path/],
    [{ a: { image: "/j", binds: ["data"] } }, ["a", "binds", "0"], /absolute paths/],
    [{ a: { image: "/j", binds: ["/a:/b:ro,rw"] } }, ["a", "binds", "0"], /must be source/],
    [{ a: { image: "/j", binds: ["/a,/b"] } }, ["a", "binds", "0"], /must be source/],
    [{ a: { image: "/j\n--bind" } }, ["a", "image"], /must be an absolute path/],
    [{ a: { image: "/j", digest: "abc" } }, ["a", "digest"], /sha256/],
    [{ a: { image: "/j", logo: "javascript:x" } }, ["a", "logo"], /https or data/],
    [{ a: { image: "/j", versions: { "1:2": "/k" } } }, ["a", "versions", "1:2"], /./],
    [{ a: { image: "/j", logos: "" } }, ["a", "logos"], /did you mean "logo"/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => containers.parse(value), { path, message })
})
