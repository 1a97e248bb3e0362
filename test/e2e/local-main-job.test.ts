/** The main job without a cluster: from the login page to a cell in real JupyterLab on a local server, and its end. */
import t from "tap"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { startHub } from "../support/hub.ts"
import { runCell } from "../support/notebook.ts"
import { pythonProgram } from "../support/python.ts"
import { untilServer } from "../support/server-states.ts"

const rootOnly = process.getuid?.() === 0 ? ["--allow-root"] : []

t.test("a person gets JupyterLab on a local server, runs a cell, and stops it", { skip: noChromium }, async t => {
  const hub = await startHub(t, {
    settings: {
      Authenticator: { admin_users: ["admin"] },
      Spawner: { cmd: [pythonProgram("jupyterhub-singleuser")], args: rootOnly, start_timeout: 180, http_timeout: 180 },
    },
  })
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  await page.goto(hub.url)
  await page.locator("[name=username]").fill("ada")
  await page.locator("[name=password]").fill("anything")
  await page.getByRole("button", { name: /sign in/i }).click()
  await page.waitForURL(/\/user\/ada\/lab/, { timeout: 180_000 })
  await page.locator("#jp-main-dock-panel").waitFor({ timeout: 120_000 })

  const admin = hub.client()
  await admin.login("admin")
  const { token } = (await admin.api("POST", "/users/ada/tokens", { scopes: ["access:servers!user"] })).json()
  const printed = await runCell(
    `${hub.url}user/ada/`,
    token,
    "import os; print('hub user', os.environ['JUPYTERHUB_USER'])",
  )
  t.match(printed, "hub user ada")
  t.equal((await admin.ask("/user/ada/api/kernels")).status, 403, "without a token or a login it lets nobody in")

  await page.goto(`${hub.url}hub/home`)
  await page.getByRole("button", { name: /stop/i }).first().click()
  await untilServer(admin, "ada", server => server === null || server.stopped)
})
