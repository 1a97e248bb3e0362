import t from "tap"
import { checkNames } from "../../hub/config/check-names.ts"
import { createResolver } from "../../hub/config/resolver.ts"
import type { Sections } from "../../hub/config/sections.ts"

const warnings = (sections: Sections) =>
  checkNames(
    sections,
    createResolver(sections, ["JupyterHub", "SlurmSpawner", "PAMAuthenticator"], () => ""),
  )

t.test("unknown traits: the nearest name of the class first, then of any", async t => {
  t.match(warnings({ Spawner: { mem_limt: 1 } }), [
    "c.Spawner.mem_limt is not known and has no effect: did you mean c.Spawner.mem_limit?",
  ])
  t.match(warnings({ SlurmSpawner: { req_partitoin: "x" } }), [/did you mean c\.SlurmSpawner\.req_partition\?/])
  t.match(warnings({ JupyterHub: { mem_limit: 1 } }), [/did you mean c\.Spawner\.mem_limit\?/])
  t.match(warnings({ Spawner: { entirely_other: 1 } }), [/has no effect$/])
})

t.test("unknown sections", async t => {
  t.match(warnings({ Spwaner: { cmd: "x" } }), [/did you mean c\.Spawner\?/])
  t.match(warnings({ KubeSpawner: { image: "x" } }), [/c\.KubeSpawner are not used: carme-hub has no such class/])
})

t.test("deprecated traits say what to use", async t => {
  t.match(warnings({ Authenticator: { whitelist: ["a"] } }), [
    /c\.Authenticator\.whitelist is deprecated: use Authenticator\.allowed_users/,
  ])
})

t.test("what is not honoured yet is told by name, once, and only when it differs from the default", async t => {
  const later = warnings({ JupyterHub: { reset_db: true }, LocalProcessSpawner: { popen_kwargs: { x: 1 } } })
  t.same(later, [
    "carme-hub does not honour these settings yet: c.JupyterHub.reset_db, c.LocalProcessSpawner.popen_kwargs",
  ])
  t.same(warnings({ JupyterHub: { reset_db: false } }), [])
})

t.test("a plain configuration has nothing to be told", async t => {
  t.same(
    warnings({ JupyterHub: { port: 8000 }, Spawner: { req_partition: "gpu", cmd: "x" }, SlurmSpawner: { cmd: "y" } }),
    [],
  )
})
