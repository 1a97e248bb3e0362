/** A site's hooks and overrides, with the functions of a real configuration file in a real Python process. */

import { readFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { createPluginContext } from "../../../hub/core/plugin-context.ts"
import { singleUserEnv } from "../../../hub/core/servers/single-user-env.ts"
import { standIn } from "../../../hub/core/servers/spawner-stand-in.ts"
import { runStartHooks } from "../../../hub/core/servers/start-hooks.ts"
import { runStopHook } from "../../../hub/core/servers/stop-hook.ts"
import { bareCore } from "../../support/bare-core.ts"
import { run } from "../../support/rows.ts"
import { loadPython } from "../../support/site-config.ts"

const person = { id: 1, name: "ada", admin: false, groups: ["gpu", "staff"], roles: ["user"] }

async function scene(t: Parameters<typeof bareCore>[0], text: string) {
  const { config, python, cwd } = await loadPython(t, text)
  const { core, addUser } = await bareCore(t)
  const spawnerContext = createPluginContext("spawner", { ...core, ...core.spawnerContext, config, python })
  const site = { ...core, config, spawnerContext }
  const user = await addUser("ada")
  const row = (options: Record<string, string | number>) =>
    run({ id: "r", user_id: user.id, user_name: "ada", user_options: options })
  return { core: site, cwd, row, hooks: (options = {}) => runStartHooks(site, row(options), user, person) }
}

t.test("in JupyterHub's order, each seeing what the one before left", async t => {
  const { hooks } = await scene(
    t,
    `
c.Spawner.environment = {"A": "site", "B": "site"}
c.Spawner.group_overrides = {
    "2": {"groups": ["staff"], "spawner_override": {"mem_limit": 2, "environment": {"B": None, "C": "staff"}}},
    "1": {"groups": ["gpu"], "spawner_override": {"mem_limit": 1, "cpu_limit": lambda spawner: 4}},
    "3": {"groups": ["others"], "spawner_override": {"debug": True}},
}
c.Spawner.apply_user_options = {"memory": "mem_guarantee", "port": "port"}
def hook(spawner):
    spawner.environment["A"] = "%s %s %s" % (spawner.user.name, spawner.mem_limit, spawner.user_options["memory"])
    spawner.args = ["--x"]
c.Spawner.pre_spawn_hook = hook
`,
  )
  t.same(await hooks({ memory: 5, port: "4000", other: "x" }), {
    mem_limit: 2,
    cpu_limit: 4,
    environment: { A: "ada 2 5", C: "staff" },
    mem_guarantee: 5,
    port: 4000,
    args: ["--x"],
  })
  const bad = await hooks({ memory: 5, port: "no" }).catch(error => error)
  t.match(bad, { status: 400, message: /port has the wrong type/ })
})

t.test("what a hook says no to", async t => {
  const { hooks } = await scene(
    t,
    `
class No(Exception):
    status_code = 403
    log_message = "Sign the <terms> first"
    jupyterhub_message = "Sign the <terms> first"
    jupyterhub_html_message = "Sign the <a href='/terms'>terms</a> first"
def apply(spawner, options):
    if options.get("bad"):
        raise ValueError("x")
    spawner.mem_limit = options["n"]
c.Spawner.apply_user_options = apply
def hook(spawner):
    raise No()
c.Spawner.pre_spawn_hook = hook
`,
  )
  t.match(await hooks({ bad: 1 }).catch((error: unknown) => error), { status: 400, message: "Invalid user options" })
  t.match(await hooks({ n: 1 }).catch((error: unknown) => error), { message: "Sign the <terms> first" })
})

t.test("functions among the values, and after the end", async t => {
  const { core, cwd, row, hooks } = await scene(
    t,
    `
import os
here = os.getcwd()
c.Spawner.environment = {"WHO": lambda spawner: spawner.user.name.upper()}
def stopped(spawner):
    open(os.path.join(here, "stopped"), "w").write(spawner.user.name)
c.Spawner.post_stop_hook = stopped
`,
  )
  t.same(await hooks(), {}, "without hooks nothing changes")
  const names = { userName: "ada", serverName: "", token: "t", overrides: {} }
  const env = await singleUserEnv(core.config, core.spawnerContext, {
    ...names,
    standIn: standIn(core, row({}), person, {}),
  })
  t.equal(env.WHO, "ADA")
  await runStopHook(core, row({}))
  t.equal(readFileSync(join(cwd, "stopped"), "utf8"), "ada")
})
