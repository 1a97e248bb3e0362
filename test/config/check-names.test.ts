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

t.test("arguments of other programs that have no effect are told one by one, with the reason", async t => {
  const popen_kwargs = { shell: true, cwd: "/tmp", preexec_fn: { __py__: 0 }, sheII: true }
  t.same(warnings({ LocalProcessSpawner: { popen_kwargs } }), [
    'c.LocalProcessSpawner.popen_kwargs["preexec_fn"] has no effect: no Python runs in a server\'s process before it: use pre_spawn_hook or shell_cmd',
    'c.LocalProcessSpawner.popen_kwargs["sheII"] has no effect: Popen has no such argument',
  ])
  t.match(warnings({ JupyterHubHTTPClient: { connector_options: { limit: 5, ttl_dns_cache: 3 } } }), [
    /connector_options\["ttl_dns_cache"\] has no effect: it is for aiohttp/,
  ])
})

t.test("a plain configuration has nothing to be told", async t => {
  t.same(
    warnings({ JupyterHub: { port: 8000 }, Spawner: { req_partition: "gpu", cmd: "x" }, SlurmSpawner: { cmd: "y" } }),
    [],
  )
})

t.test("a value that counts on a shell is told with what to do", async t => {
  t.match(warnings({ SlurmSpawner: { batch_submit_cmd: "sbatch --parsable | head -1" } }), [
    /^c\.SlurmSpawner\.batch_submit_cmd: no shell reads it, so that "\|" has no effect/,
  ])
})
