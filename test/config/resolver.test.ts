import t from "tap"
import { ConfigError } from "../../hub/config/config-error.ts"
import { createResolver } from "../../hub/config/resolver.ts"
import type { Sections } from "../../hub/config/sections.ts"

const resolver = (sections: Sections, ...configured: string[]) => createResolver(sections, configured, () => "in x.py")
const value = (sections: Sections, className: string, trait: string, ...configured: string[]) =>
  resolver(sections, ...configured).resolve(className, trait)?.value

t.test("the most derived section wins", async t => {
  const sections = { Spawner: { cmd: ["a"] }, LocalProcessSpawner: { cmd: ["b"] } }
  t.same(value(sections, "Spawner", "cmd", "SimpleLocalProcessSpawner"), ["b"])
  t.same(value(sections, "Spawner", "cmd", "SlurmSpawner"), ["a"], "a section of another class does not count")
})

t.test("the most derived default wins", async t => {
  t.equal(value({}, "Spawner", "start_timeout", "SlurmSpawner"), 300)
  t.equal(value({}, "Spawner", "start_timeout", "LocalProcessSpawner"), 60)
  t.same(value({}, "BatchSpawnerBase", "exec_prefix", "SlurmSpawner"), ["sudo", "-u", "{username}"])
})

t.test("a parent's section may set what only the class in use has", async t => {
  t.equal(value({ Spawner: { req_partition: "gpu" } }, "SlurmSpawner", "req_partition", "SlurmSpawner"), "gpu")
  t.equal(resolver({}, "LocalProcessSpawner").resolve("Spawner", "req_partition"), null)
})

t.test("changes go over what lower sections and the default have", async t => {
  const add = (item: string) => ({ __lazy__: { extend: [item] } })
  const sections = { Spawner: { args: add("a"), cmd: add("--x") }, SlurmSpawner: { args: add("b") } }
  t.same(value(sections, "Spawner", "args", "SlurmSpawner"), ["a", "b"])
  t.same(value(sections, "Spawner", "cmd", "SlurmSpawner"), ["jupyterhub-singleuser", "--x"])
})

t.test("a class that is not in use still has its values", async t => {
  t.equal(value({ SlurmSpawner: { req_qos: "q" } }, "SlurmSpawner", "req_qos", "LocalProcessSpawner"), "q")
})

t.test("a wrong value names section, key and place; a secret's value is not repeated", async t => {
  const wrong = (sections: Sections, className: string, trait: string, message: RegExp) =>
    t.throws(() => value(sections, className, trait), { constructor: ConfigError, message })
  wrong({ Spawner: { port: "x" } }, "Spawner", "port", /^c\.Spawner\.port must be an integer, got "x" \(in x\.py\)$/)
  wrong({ Spawner: { args: ["a", 1] } }, "Spawner", "args", /^c\.Spawner\.args\[1\] must be a string/)
  wrong({ JupyterHub: { db_url: ["hunter2"] } }, "JupyterHub", "db_url", /^(?!.*hunter2).*must be a string/)
})
