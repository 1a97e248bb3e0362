import t from "tap"
import { commandLineSections } from "../../hub/config/command-line-sections.ts"
import { ConfigError } from "../../hub/config/config-error.ts"
import { createResolver } from "../../hub/config/resolver.ts"

const read = (settings: Record<string, string[]>) =>
  commandLineSections(
    new Map(Object.entries(settings)),
    createResolver({}, ["SlurmSpawner"], () => ""),
  )

t.test("texts become what the trait takes", async t => {
  t.same(read({ "JupyterHub.port": ["9000"], "Spawner.debug": ["true"], "Spawner.req_qos": ["1"] }), {
    JupyterHub: { port: 9000 },
    Spawner: { debug: true, req_qos: "1" },
  })
  t.same(read({ "Foreign.thing": ["[1]"], "Foreign.word": ["x y"] }), { Foreign: { thing: [1], word: "x y" } })
})

t.test("given more than once", async t => {
  t.same(read({ "Spawner.args": ["--a", "['--b', '--c']"] }), { Spawner: { args: ["--a", "--b", "--c"] } })
  t.same(read({ "Spawner.environment": ["A=1", "B=2"] }), { Spawner: { environment: { A: "1", B: "2" } } })
  t.same(read({ "JupyterHub.port": ["1", "2"] }), { JupyterHub: { port: 2 } })
})

t.test("a literal that is none", async t => {
  t.throws(() => read({ "Spawner.args": ["[1"] }), {
    constructor: ConfigError,
    message: /--Spawner\.args cannot be read/,
  })
})
