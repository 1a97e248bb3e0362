/** Stock single-user servers of JupyterHub 4, 5 and 6, in each of their forms, from the login to the logout that ends them. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import t, { type Test } from "tap"
import type { Client } from "../support/client.ts"
import { startHub, type TestHub } from "../support/hub.ts"
import { pythonBin } from "../support/python.ts"
import { pythonFolder } from "../support/python-folders.ts"
import { untilServer } from "../support/server-states.ts"

const allowRoot = process.getuid?.() === 0 ? "--allow-root" : ""
const singleuser = "jupyterhub.singleuser"

/** User name -> what this user's server is: the version of JupyterHub, a module of Python, and in which of its two ways it runs. */
const forms = {
  "app-6": ["6", singleuser, "0"],
  "extension-6": ["6", singleuser, "1"],
  "labhub-6": ["6", "jupyterlab.labhubapp", ""],
  "app-5": ["5", singleuser, "0"],
  "extension-5": ["5", singleuser, "1"],
  "app-4": ["4", singleuser, "0"],
  "extension-4": ["4", singleuser, "1"],
} as const
const users = Object.keys(forms) as (keyof typeof forms)[]

/** Beside what the environment of the tests has already; JupyterHub 6.1 is in there. */
async function older(version: string): Promise<string> {
  const packages = { "5": ["jupyterhub==5.3.0"], "4": ["jupyterhub==4.1.6", "async_generator==1.10"] }[version]
  return packages === undefined ? "" : pythonFolder(packages, ["--no-deps"])
}

/** One command for all, as a hub has it: a shell script that looks at whose server it is. */
async function writeScript(folder: string): Promise<string> {
  const cases = users.map(async user => {
    const [version, module, extension] = forms[user]
    const env = `PYTHONPATH='${await older(version)}' JUPYTERHUB_SINGLEUSER_EXTENSION=${extension}`
    return `${user}) export ${env}; exec '${join(pythonBin(), "python")}' -m ${module} ${allowRoot};;`
  })
  const script = join(folder, "server.sh")
  writeFileSync(script, `case "$JUPYTERHUB_USER" in\n${(await Promise.all(cases)).join("\n")}\nesac\n`)
  return script
}

t.test("servers of three versions, from the login to the logout", async t => {
  const hub = await startHub(t, {
    settings: {
      JupyterHub: {
        base_url: "/base/",
        shutdown_on_logout: true,
        tornado_settings: { cookie_options: { samesite: "Lax" }, slow_spawn_timeout: 0 },
      },
      Authenticator: { allow_all: true, admin_users: ["boss"] },
      Spawner: {
        cmd: ["/bin/sh", await writeScript(t.testdir())],
        default_url: "/lab/workspaces/own",
        environment: { JUPYTERHUB_ACTIVITY_INTERVAL: "1" },
        start_timeout: 180,
        http_timeout: 180,
      },
    },
  })
  const boss = hub.client()
  await boss.login("boss")
  const stranger = hub.client()
  await stranger.login("stranger")
  const browsers = new Map(users.map(user => [user, hub.client()]))
  for (const [user, browser] of browsers) {
    t.equal((await browser.login(user)).status, 302)
    t.equal((await browser.api("POST", `/users/${user}/server`)).status, 202)
  }
  for (const [user, browser] of browsers) {
    const ready = await untilServer(browser, user, server => server === null || server.ready, 180)
    t.ok(ready, `${user} came up`)
    if (ready === null) t.comment(hub.log().slice(-3000))
    else await t.test(user, async t => use(t, hub, user, { browser, boss, stranger }))
  }
  for (const [user, browser] of browsers) {
    t.equal((await browser.ask("/base/hub/logout")).status, 302)
    t.not((await browser.ask(`/base/user/${user}/api/me`)).status, 200, `${user} is logged out at the server`)
  }
  for (const user of users) await untilServer(boss, user, server => server === null, 60)
})

async function use(
  t: Test,
  hub: TestHub,
  user: keyof typeof forms,
  { browser, boss, stranger }: { browser: Client; boss: Client; stranger: Client },
): Promise<void> {
  const root = `/base/user/${user}/`
  const page = await browser.open(root)
  t.equal(page.status, 200)
  t.match(new URL(page.url).pathname, `${root}lab/workspaces/own`, "the site's default_url")
  const cookie = browser.jar.all.find(({ name }) => name === `jupyterhub-user-${user}`)
  t.match(cookie, { path: root, attributes: { samesite: "Lax" } }, "the cookie is as the site wants cookies")
  const status = await browser.ask(`${root}api`)
  t.match(status.headers["x-jupyterhub-version"], new RegExp(`^${forms[user][0]}\\.`))
  t.equal((await browser.ask(`${root}api/me`)).status, 200)
  t.equal((await boss.open(root)).status, 200, "an admin may look in")
  t.equal((await stranger.open(root)).status, 403, "others may not")

  const tokenFor = async (scopes: readonly string[]) =>
    (await browser.api("POST", `/users/${user}/tokens`, { scopes })).json().token
  const able = hub.client(await tokenFor([`access:servers!server=${user}/`]))
  t.equal((await able.ask(`${root}api/contents`)).status, 200, "a token for this server")
  const unable = hub.client(await tokenFor(["read:users:name!user"]))
  t.equal((await unable.ask(`${root}api/contents`)).status, 403, "a token for something else")

  const since = new Date()
  t.equal((await able.ask(`${root}api/me`)).status, 200)
  await untilServer(browser, user, server => new Date(server?.last_activity ?? 0) >= since, 60)
}
