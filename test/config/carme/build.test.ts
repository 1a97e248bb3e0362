import t from "tap"
import { build } from "../../../hub/config/carme/build.ts"

t.test("without any, nothing is pulled from unknown hosts and nothing grows without end", async t => {
  t.match(build.parse({}), {
    queue: null,
    walltimeMinutes: 60,
    maxSizeMb: 20480,
    folder: "{home}/.carme/containers",
    paths: ["{home}"],
    registries: ["docker.io", "ghcr.io", "quay.io", "nvcr.io"],
    insecureRegistries: [],
    library: null,
    check: "changed",
    requireSignature: "nobody",
  })
})

t.test("a registry without TLS is one that may be pulled from", async t => {
  const settings = build.parse({ registries: ["ghcr.io"], insecure_registries: ["10.0.0.1:5000"] })
  t.same(settings.registries, ["ghcr.io", "10.0.0.1:5000"])
})

t.test("mistakes are told with their path", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{ max_sise: "1G" }, ["max_sise"], /did you mean "max_size"/],
    [{ folder: "containers" }, ["folder"], /absolute path, or begin with \{home\}/],
    [{ folder: "{home}/../x" }, ["folder"], /no \. and \.\./],
    [{ folder: "/srv/{group}" }, ["folder"], /\{home\} and \{username\} only/],
    [{ paths: ["{home}extra"] }, ["paths", "0"], /absolute path/],
    [{ registries: ["https://ghcr.io"] }, ["registries", "0"], /must be a host/],
    [{ library: "http://x" }, ["library"], /https address/],
    [{ check: "sometimes" }, ["check"], /"always"/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => build.parse(value), { path, message })
})
