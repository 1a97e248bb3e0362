/** Spawner classes of sites, in a real hub and on their own. */
import t, { type Test } from "tap"
import { listRunEvents } from "../../hub/db/run-events.ts"
import { findLatestRuns } from "../../hub/db/runs.ts"
import { findSpawner } from "../../hub/db/spawners.ts"
import { findUserByName } from "../../hub/db/users.ts"
import type { Run, Spawner, StartRequest } from "../../hub/plugin/spawner.ts"
import { hubSettings } from "../../hub/python/hub-settings.ts"
import { pythonSpawner } from "../../hub/python/python-spawner.ts"
import { classEnv, classHub } from "../support/class-hub.ts"
import { tinyServer } from "../support/hub-place.ts"
import { pluginContext } from "../support/plugin-context.ts"
import { loadPython } from "../support/site-config.ts"

const classes = `
import asyncio
from jupyterhub.spawner import SimpleLocalProcessSpawner
from tornado import web

class SiteSpawner(SimpleLocalProcessSpawner):
    async def start(self):
        if self.user_options.get("size") == "huge":
            raise web.HTTPError(400, "There is nothing that huge")
        while self.user_options.get("waits"):
            if self.port != 0:
                return "127.0.0.1", self.port
            await asyncio.sleep(0.01)
        self.environment["SIZE"] = self.user_options.get("size", "none")
        address = await super().start()
        while self.user_options.get("slow"):
            await asyncio.sleep(0.05)
        return address

    def get_env(self):
        env = super().get_env()
        env["ASKED_BY"] = self.user.name + ":" + self.name
        return env

    def get_state(self):
        return dict(super().get_state(), note=self.user_options.get("size"))

    async def progress(self):
        yield {"progress": 40, "message": "Looking for a place"}

c.JupyterHub.spawner_class = SiteSpawner
`

t.test("a class of the configuration: form, hooks, start, progress, stop", async t => {
  const hub = await classHub(t, {
    settings: { JupyterHub: { allow_named_servers: true } },
    configText: `${classes}
async def pre_spawn(spawner):
    assert isinstance(spawner, SiteSpawner)
    spawner.environment["HOOK"] = spawner.get_env()["ASKED_BY"]

def after(spawner):
    spawner.log.info("It has ended: %s", spawner.user.name)

c.SiteSpawner.pre_spawn_hook = pre_spawn
c.Spawner.post_stop_hook = after
c.Spawner.options_form = lambda spawner: "<input name=size> for " + spawner.user.name
c.Spawner.options_from_form = lambda data, spawner: {"size": data["size"][0], "by": spawner.user.name}
c.Spawner.group_overrides = {"all": {"groups": ["staff"], "spawner_override": {"environment": {"GROUP": "staff"}}}}
c.JupyterHub.load_groups = {"staff": ["ada"]}
`,
  })
  const { core } = hub
  const ada = hub.client()
  await ada.login("ada")
  t.match((await ada.ask("/hub/spawn")).text, /<input name=size> for ada/)
  const refused = await ada.submit("/hub/spawn", { size: "huge" })
  t.equal(refused.status, 400)
  t.match(refused.text, /There is nothing that huge/)
  t.equal((await ada.submit("/hub/spawn", { size: "big" })).status, 302)
  const user = await findUserByName(core.db, "ada")
  if (user === null) throw new Error("nobody logged in")
  for await (const event of ada.events("/hub/api/users/ada/server/progress")) if (event.ready) break
  const env = (await ada.ask("/user/ada/env")).json()
  t.match(env, { SIZE: "big", ASKED_BY: "ada:", HOOK: "ada:", JUPYTERHUB_USER: "ada" })
  const server = await findSpawner(core.db, user.id, "")
  t.match(server?.user_options, { size: "big", by: "ada" })
  t.match(server?.state, { note: "big" }, "the state is the class's own")
  const [run] = await findLatestRuns(core.db, [server?.id ?? 0])
  const told = await listRunEvents(core.db, run?.id ?? "", 0)
  t.ok(told.some(event => event.message === "Looking for a place"))
  t.equal((await ada.api("DELETE", "/users/ada/server")).status, 204)
  await hub.stop()
  t.match(hub.log(), /It has ended: ada/)
})

t.test("a server outlives the Python process, and its state is enough for the next one", async t => {
  const first = await place(t)
  const { state } = await first.spawner.start(request("a"), first.context)
  const run: Run = { ...request("a"), state: JSON.parse(JSON.stringify(state)) }
  await first.end()

  const next = await place(t)
  t.equal((await next.spawner.find([run], next.context)).size, 0, "who did not start it cannot tell by the name")
  t.equal((await next.spawner.poll([run], next.context)).get("a")?.status, "running")
  await next.spawner.stop(run, next.context)
  t.equal((await next.spawner.poll([run], next.context)).get("a")?.status, "gone")
  await t.resolves(next.spawner.stop(run, next.context), "stopping what is gone is no error")
})

t.test("a start that takes too long is ended, and leaves nothing", async t => {
  const { spawner, context } = await place(t, "c.Spawner.start_timeout = 1\nc.SiteSpawner.interrupt_timeout = 1")
  const slow = { ...request("slow"), userOptions: { slow: true } }
  await t.rejects(spawner.start(slow, context), { status: 504, message: /did not start within 1 seconds/ })
  t.equal((await spawner.find([slow], context)).size, 0)
})

t.test("a start that waits for the job's own word of its port, as batchspawner's do", async t => {
  const { spawner, context } = await place(t)
  const starting = spawner.start({ ...request("batch"), userOptions: { waits: true } }, context)
  await spawner.portReported?.("batch", 4321, context)
  t.same((await starting).address, { host: "127.0.0.1", port: 4321 })
})

async function place(t: Test, more = "") {
  const folder = t.testdir()
  const { config, python } = await loadPython(
    t,
    `${classes}\nc.Spawner.cmd = ${JSON.stringify(tinyServer)}\nc.SimpleLocalProcessSpawner.home_dir_template = "${folder}/{username}"\n${more}`,
    { env: await classEnv() },
  )
  if (python === null) throw new Error("there is no Python process")
  const settings = hubSettings(config, "http://127.0.0.1:1/hub/api")
  const spawner: Spawner = await pythonSpawner({ className: "SiteSpawner", python, settings })
  return { spawner, context: await pluginContext(t), end: () => python.close() }
}

function request(id: string): StartRequest {
  return {
    id,
    user: { id: 1, name: "ada", admin: false, groups: [], roles: [] },
    serverName: "",
    userOptions: {},
    demand: {
      queue: null,
      container: null,
      gpus: 0,
      gpuType: null,
      cpus: null,
      memoryMb: null,
      walltimeMinutes: null,
    },
    queue: null,
    container: null,
    state: {},
    env: { JUPYTERHUB_API_TOKEN: "x" },
    cmd: [],
    overrides: {},
  }
}
