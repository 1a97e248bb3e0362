import t, { type Test } from "tap"
import type { OptionName } from "../../hub/config/options/index.ts"
import { createLog } from "../../hub/observe/log.ts"
import type { PyRef } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import { pythonStandIn } from "../../hub/plugin/stand-in.ts"
import type { PythonHost } from "../../hub/python/python-host.ts"
import { loadPython } from "../support/site-config.ts"

interface Hooks {
  readonly python: PythonHost
  readonly environment: Readonly<Record<string, unknown>>
  hook(name: OptionName): PyRef
  readonly log: string[]
}

async function hooks(t: Test, text: string, cwdFile?: string): Promise<Hooks> {
  const { config, python } = await loadPython(t, text, cwdFile === undefined ? {} : { env: { HUB_TEST_FILE: cwdFile } })
  if (python === null) throw new Error("the file has no functions")
  const log: string[] = []
  python.attachLog(createLog("debug", { write: line => void log.push(line) }))
  const hook = (name: OptionName) => config.hook(name) ?? t.bailout(`${name} is not set`)
  return { python, environment: config.get("Spawner.environment"), hook: hook as Hooks["hook"], log }
}

const ada = { name: "ada", admin: true, groups: ["staff", "physics"], auth_state: { token: "x" } }
const view = (traits: object = {}) => ({
  user: ada,
  name: "lab",
  traits: { environment: {}, user_options: {}, ...traits },
})

t.test("a hook reads and changes the spawner", async t => {
  const { python, hook, environment, log } = await hooks(
    t,
    `
c.Spawner.environment = {"A": "1"}
def prepare(spawner):
    spawner.environment["WHO"] = spawner.user.name
    spawner.environment.update({"GROUPS": ",".join(group.name for group in spawner.user.groups)})
    spawner.mem_limit = "2G"
    spawner.args = spawner.args + ["--" + spawner.name]
    spawner.volumes = {"/a": "/b"}
    if spawner.user.admin and spawner.user_options["size"] == "big":
        spawner.cpu_limit = 4
    spawner.log.info("prepared %s", spawner.user.name)
c.Spawner.pre_spawn_hook = prepare
`,
  )
  const traits = { environment, args: ["x"], cmd: ["same"], cpu_limit: null, user_options: { size: "big" } }
  const { changes, result } = await python.callWithSpawner(hook("Spawner.pre_spawn_hook"), view(traits))
  t.equal(result, null)
  t.same(changes, {
    environment: { A: "1", WHO: "ada", GROUPS: "staff,physics" },
    mem_limit: "2G",
    args: ["x", "--lab"],
    volumes: { "/a": "/b" },
    cpu_limit: 4,
  })
  t.match(log.join(""), /\[I .*prepared ada/)
})

t.test("async hooks, and arguments after the spawner", async t => {
  const { python, hook } = await hooks(
    t,
    `
import asyncio
async def auth_state_hook(spawner, auth_state):
    await asyncio.sleep(0)
    spawner.environment["TOKEN"] = auth_state["token"]
    assert (await spawner.user.get_auth_state()) == auth_state
c.Spawner.auth_state_hook = auth_state_hook
async def slow(spawner):
    await asyncio.Event().wait()
c.Spawner.post_stop_hook = slow
`,
  )
  const hanging = python.callWithSpawner(hook("Spawner.post_stop_hook"), view())
  const { changes } = await python.callWithSpawner(hook("Spawner.auth_state_hook"), view(), [{ token: "x" }])
  t.same(changes, { environment: { TOKEN: "x" } }, "an async hook that hangs does not stop the others")
  await Promise.all([python.close(), t.rejects(hanging, Fault)])
})

t.test("functions give values, bytes and all; keywords only where there is a parameter for them", async t => {
  const { python, hook, environment } = await hooks(
    t,
    `
def from_form(data, spawner=None):
    return {"size": data["size"][0], "who": spawner and spawner.user.name, "file": b"\\x00"}
c.Spawner.options_from_form = from_form
c.Spawner.options_form = lambda spawner: f"<p>{spawner.user.name}</p>"
c.Spawner.environment = {"WHO": lambda spawner: spawner.user.name.upper()}
c.JupyterHub.default_url = lambda handler: handler.request.path + handler.current_user.name + handler.get_argument("q", "")
c.JupyterHub.template_vars = {"hello": lambda user: "Hello " + user.name}
`,
  )
  const spawner = pythonStandIn("spawner", view())
  const from = hook("Spawner.options_from_form")
  t.same(await python.call(from, [{ size: ["big"] }], { spawner }), { size: "big", who: "ada", file: Buffer.from([0]) })
  t.equal((await python.callWithSpawner(hook("Spawner.options_form"), view())).result, "<p>ada</p>")
  t.equal((await python.callWithSpawner(environment.WHO as PyRef, view())).result, "ADA")
  t.equal(await python.call(hook("Spawner.options_form"), [spawner], { unknown: 1 }), "<p>ada</p>")
  const request = { uri: "/hub/?q=1", arguments: { q: ["1"] } }
  t.equal(
    await python.call(hook("JupyterHub.default_url"), [pythonStandIn("handler", { request, user: ada })]),
    "/hub/ada1",
  )
})

t.test("what a hook raises", async t => {
  const { python, hook, log } = await hooks(
    t,
    `
from jupyterhub.spawner import SpawnException
def broken(spawner):
    return {}["my secret"]
def denied(spawner):
    raise SpawnException("Not on Sundays", reason="sunday", message_html="<i>no</i>", status_code=403)
def told(spawner):
    error = RuntimeError("internal")
    error.jupyterhub_message = "Please ask the staff"
    raise error
def unknown(spawner):
    return spawner.no_such_thing
c.Spawner.pre_spawn_hook = broken
c.Spawner.post_stop_hook = denied
c.Spawner.auth_state_hook = told
c.Spawner.progress_ready_hook = unknown
`,
  )
  const call = (name: OptionName) => python.callWithSpawner(hook(name), view())
  await t.rejects(call("Spawner.pre_spawn_hook"), { constructor: Fault, message: /^(?!.*my secret).*function broken/ })
  t.match(log.join(""), /KeyError.*\n?.*/, "the log has it")
  t.match(log.join(""), /return \{\}\[.{0,2}my secret/, "with the traceback")
  await t.rejects(call("Spawner.post_stop_hook"), {
    constructor: Refusal,
    status: 403,
    message: "Not on Sundays",
    detail: { code: "sunday", messageHtml: "<i>no</i>" },
  })
  await t.rejects(call("Spawner.auth_state_hook"), { constructor: Fault, message: "Please ask the staff" })
  const error = await call("Spawner.progress_ready_hook").catch(error => error)
  t.match(error.detail.cause.message, /no attribute 'no_such_thing' here; a hook sees user, name/)
})

t.test("a process that dies is started again for the next call", async t => {
  const { python, hook, log } = await hooks(
    t,
    `
import os
c.Spawner.pre_spawn_hook = lambda spawner: os._exit(3)
c.Spawner.post_stop_hook = lambda spawner: os.getpid()
`,
  )
  const pid = async () => (await python.callWithSpawner(hook("Spawner.post_stop_hook"), view())).result
  const before = await pid()
  await t.rejects(python.callWithSpawner(hook("Spawner.pre_spawn_hook"), view()), { message: /has ended/ })
  const after = await pid()
  t.type(after, "number")
  t.not(after, before)
  t.match(log.join(""), /has ended/)
})

t.test("signals to the hub's group leave the hooks alone; the end of the hub's end of the pipe does not", async t => {
  const { python, hook } = await hooks(t, "import os\nc.Spawner.post_stop_hook = lambda spawner: os.getpid()")
  const ask = async () => Number((await python.callWithSpawner(hook("Spawner.post_stop_hook"), view())).result)
  const pid = await ask()
  process.kill(pid, "SIGINT")
  process.kill(pid, "SIGTERM")
  t.equal(await ask(), pid)
  await python.close()
  t.throws(() => process.kill(pid, 0), { code: "ESRCH" })
  await t.rejects(ask(), { message: /the hub is stopping/ })
})

t.test("prints and objects that JSON cannot hold do no harm", async t => {
  const { python, hook } = await hooks(
    t,
    `
import threading
def messy(spawner):
    print("noise on standard output")
    spawner.lock = threading.Lock()
    spawner.environment["A"] = "1"
    return threading.Lock()
c.Spawner.pre_spawn_hook = messy
`,
  )
  for (let i = 0; i < 3; i++) {
    const { result, changes } = await python.callWithSpawner(hook("Spawner.pre_spawn_hook"), view())
    t.equal(result, null)
    t.same(changes, { environment: { A: "1" } })
  }
})
