import { fileURLToPath } from "node:url"
import t, { type Test } from "tap"
import { importFile } from "../../../hub/config/import/import-file.ts"
import { startPiped } from "../../../hub/core/exec.ts"
import { pythonEnv } from "../../support/python.ts"
import { siteFolder } from "../../support/site-config.ts"

const sites = fileURLToPath(new URL("sites/", import.meta.url))
// The machine's own Python, which has none of the packages that sites import.
const env = { PATH: "/usr/bin:/bin", CARME_HUB_PYTHON: "/usr/bin/python3" }

/** Each setting in a line: where, what, and what becomes of it. */
async function judged(name: string, environment: Readonly<Record<string, string>> = env) {
  const judgements = await importFile(name, { cwd: sites, env: environment, startPiped })
  return judgements.map(j => `${j.line} ${j.setting ?? j.value} ${j.verdict}`)
}

async function found(t: Test, text: string, checks = {}) {
  const cwd = siteFolder(t, { "site.py": text })
  return importFile("site.py", { cwd, env, startPiped }, checks)
}

t.test("plain values: all carry over", async t => {
  t.same(await judged("plain.py"), [
    "2 JupyterHub.bind_url same",
    "3 JupyterHub.hub_ip same",
    "4 JupyterHub.admin_access different",
    "5 JupyterHub.cookie_max_age_days same",
    "6 JupyterHub.spawner_class same",
    "7 JupyterHub.port same",
    "8 Authenticator.allowed_users same",
    "9 Authenticator.admin_users same",
    "10 Spawner.mem_limit same",
    "11 Spawner.default_url same",
    "12 Spawner.notebok_dir same",
    "13 PAMAuthenticator.open_sessions same",
  ])
})

t.test(
  "computed values, with packages that are not installed: these are told, and the classes wait for them",
  async t => {
    t.same(
      (await judged("computed.py")).filter(line => !line.includes("OAuthen")),
      [
        "4 import dockerspawner lost",
        "5 import oauthenticator lost",
        "8 JupyterHub.spawner_class same",
        "9 DockerSpawner.image same",
        "10 DockerSpawner.network_name same",
        "11 DockerSpawner.remove same",
        "13 DockerSpawner.volumes same",
        "14 DockerSpawner.mem_limit same",
        "15 JupyterHub.authenticator_class same",
        "17 JupyterHub.db_url same",
        "18 JupyterHub.hub_connect_ip same",
      ],
    )
    const all = await importFile("computed.py", { cwd: sites, env, startPiped })
    const of = (setting: string) => all.find(j => j.setting === setting)
    t.match(of("DockerSpawner.volumes")?.value, /^\.update\(\{'\/data'/)
    t.match(of("JupyterHub.spawner_class"), {
      value: " = <class dockerspawner.DockerSpawner>",
      reason: /when all that it needs is installed/,
      todo: /without the class.*CarmeHub\.containers/,
    })
    t.notMatch(JSON.stringify(all), /quite-secret|very-secret/, "secrets are not told")
  },
)

t.test("classes that cannot be had: why not, and what their settings become", async t => {
  const text = `
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = "lab"
c.DockerSpawner.mem_limit = "1G"
c.DockerSpawner.something = 1
c.JupyterHub.proxy_class = "jupyterhub_traefik_proxy.TraefikFileProviderProxy"
`
  t.match(await found(t, text), [
    { setting: "JupyterHub.spawner_class", verdict: "lost", reason: /needs the package jupyterhub/ },
    { setting: "DockerSpawner.image", verdict: "lost", todo: /CarmeHub\.containers/ },
    { setting: "DockerSpawner.mem_limit", verdict: "lost", todo: /write c\.Spawner\.mem_limit/ },
    { setting: "DockerSpawner.something", verdict: "lost", todo: /spawner_class = 'slurm'/ },
    { setting: "JupyterHub.proxy_class", verdict: "lost", reason: /is another proxy/ },
  ])
})

t.test("functions run in the site's Python", async t => {
  t.same(await judged("hooks.py"), [
    "13 JupyterHub.spawner_class same",
    "14 JupyterHub.authenticator_class same",
    "15 Spawner.pre_spawn_hook same",
    "16 Spawner.post_stop_hook same",
    "17 Spawner.environment same",
    "18 Spawner.args same",
    "19 DummyAuthenticator.password different",
  ])
})

t.test("batchspawner's Slurm: what is rendered and done differently, and a section of another class", async t => {
  t.same(await judged("slurm.py"), [
    "2 JupyterHub.spawner_class different",
    "3 SlurmSpawner.req_partition same",
    "4 SlurmSpawner.batch_script different",
    "8 SlurmSpawner.batch_query_cmd different",
    "9 BatchSpawnerBase.req_runtime same",
    "10 DockerSpawner.image same",
  ])
})

t.test("profiles and partitions of packages that are not installed", async t => {
  // Whether by the package or by a spawner of ours, they are not lost.
  const kept = async (name: string) => (await judged(name)).map(line => line.replace(/ (same|different)$/, ""))
  t.same(await kept("profiles.py"), [
    "3 import wrapspawner lost",
    "5 JupyterHub.spawner_class",
    "6 ProfilesSpawner.profiles",
    "10 SlurmSpawner.req_memory",
    "11 SlurmSpawner.batch_query_cmd",
  ])
  t.same(await kept("moss.py"), [
    "2 import jupyterhub_moss lost",
    "4 JupyterHub.spawner_class",
    "6 MOSlurmSpawner.partitions",
  ])
})

t.test("classes of the site's own run where jupyterhub is; a value that does not fit is told", async t => {
  t.same(await judged("classes.py", pythonEnv()), [
    "16 JupyterHub.authenticator_class same",
    "17 JupyterHub.spawner_class same",
    "18 SiteSpawner.cmd same",
    "19 JupyterHub.port lost",
  ])
  t.match(await judged("classes.py"), ["16 JupyterHub.authenticator_class lost"], "without jupyterhub")
})

t.test("a file that cannot be read is one judgement; so is what no single setting shows", async t => {
  t.match(await found(t, "c.JupyterHub.port = (\n"), [
    { setting: null, verdict: "lost", reason: /line 1: SyntaxError/ },
  ])
  t.match(await found(t, "import nothing_of_the_kind\n1 / 0\n"), [
    { line: 1, value: "import nothing_of_the_kind", verdict: "lost" },
    { setting: null, verdict: "lost", reason: /line 2: ZeroDivisionError/ },
  ])
  const contradiction = await found(t, 'c.JupyterHub.base_url = "/a/"\nc.JupyterHub.public_url = "https://h/b/"\n')
  t.match(contradiction, [
    { verdict: "same" },
    { verdict: "same" },
    { setting: null, reason: /must end with the base URL/ },
  ])
})

t.test("names that nobody knows, and checks of other rooms", async t => {
  const text = 'c.Spwaner.cmd = "x"\nc.Whatever.this_is = 1\nc.JupyterHub.db_url = "oracle://x"\n'
  const checks = {
    "JupyterHub.db_url": (value: unknown) => (String(value).startsWith("oracle") ? "no such database" : null),
  }
  t.match(await found(t, text, checks), [
    { setting: "Spwaner.cmd", verdict: "same", reason: /did you mean c\.Spawner\?/ },
    { setting: "Whatever.this_is", verdict: "lost" },
    { setting: "JupyterHub.db_url", verdict: "lost", reason: "no such database" },
  ])
})

t.test("arguments of another library: those without effect here are lost, with the reason", async t => {
  const [popen, connector] = await found(
    t,
    "c.LocalProcessSpawner.popen_kwargs = {'shell': True, 'preexec_fn': print}\nc.JupyterHubHTTPClient.connector_options = {'limit': 5}\n",
  )
  t.match(popen, {
    verdict: "lost",
    reason: /^preexec_fn has no effect: no Python runs/,
    todo: "take preexec_fn out of it",
  })
  t.match(connector, { verdict: "same", reason: "" })
})
