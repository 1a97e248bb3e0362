/** The main job without a cluster: from the login page to a cell in real JupyterLab on a local server, and its end. */
import type { Page } from "playwright-core"
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
      JupyterHub: { load_roles: [{ name: "user", scopes: ["self", "shares!user"] }] },
      Authenticator: { admin_users: ["admin"] },
      Spawner: { cmd: [pythonProgram("jupyterhub-singleuser")], args: rootOnly, start_timeout: 180, http_timeout: 180 },
    },
  })
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  await page.goto(hub.url)
  await signIn(page, "ada")
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

  await t.test("JupyterLab's own menu leads back to the hub", async () => {
    await page.getByRole("menuitem", { name: "File" }).click()
    const opened = page.context().waitForEvent("page")
    await page.getByRole("menuitem", { name: "Hub Control Panel" }).click()
    const home = await opened
    await home.waitForURL(/\/hub\/home/)
    await home.close()
  })

  await t.test("somebody else is let in by a share code, and out again", async t => {
    const ada = hub.client()
    await ada.login("ada")
    const code = await ada.api("POST", "/share-codes/ada/", {})
    t.equal(code.status, 200)
    const guest = await (await openBrowser(t)).newPage()
    await guest.goto(new URL(code.json().accept_url, hub.url).href)
    await signIn(guest, "guest")
    await guest.getByRole("button", { name: "Accept" }).click()
    await guest.getByRole("button", { name: /authorize/i }).click()
    await guest.waitForURL(/\/user\/ada\/lab/)
    await guest.locator("#jp-main-dock-panel").waitFor({ timeout: 120_000 })
    t.equal((await ada.api("DELETE", "/shares/ada/")).status, 204)
    const visitor = hub.client()
    await visitor.login("guest")
    t.equal((await visitor.api("GET", "/users/guest/shared")).json().items.length, 0)
  })

  await t.test("the admin stops it from the admin page, and the person logs out", async t => {
    const desk = await (await openBrowser(t)).newPage()
    await desk.goto(`${hub.url}hub/admin`)
    await signIn(desk, "admin")
    await desk.getByRole("row", { name: /ada/ }).getByRole("button", { name: /stop/i }).first().click()
    await untilServer(admin, "ada", server => server === null || server.stopped)
    await page.goto(`${hub.url}hub/home`)
    await page.locator("#logout").click()
    await page.waitForURL(/\/hub\/login/)
  })
})

async function signIn(page: Page, name: string): Promise<void> {
  await page.locator("[name=username]").fill(name)
  await page.locator("[name=password]").fill("anything")
  await page.getByRole("button", { name: /sign in/i }).click()
}
