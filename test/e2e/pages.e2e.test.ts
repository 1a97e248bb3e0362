/** The pages as a person uses them, in a real browser and on a real hub with local servers. */
import t from "tap"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { startHub } from "../support/hub.ts"

const settings = {
  JupyterHub: { allow_named_servers: true },
  Authenticator: { admin_users: ["admin"] },
  Spawner: { options_form: '<label for="stime">Time</label> <input class="form-control" id="stime" name="stime">' },
}

t.test(
  "login, form, progress, server, stop, tokens, named servers",
  { skip: noChromium, timeout: 300_000 },
  async t => {
    const hub = await startHub(t, { settings })
    const browser = await openBrowser(t)
    const page = await browser.newPage()
    const errors: string[] = []
    page.on("pageerror", error => errors.push(error.message))
    page.on("console", message => {
      const { url } = message.location()
      // What a server's own pages say is theirs.
      if (message.type() === "error" && !url.includes("/user/")) errors.push(`${message.text()} ${url}`)
    })
    const path = () => new URL(page.url()).pathname

    await t.test("by keyboard to the login", async t => {
      await page.goto(`${hub.url}hub/login`)
      t.equal(await page.evaluate("document.activeElement.id"), "username_input", "typing can begin at once")
      await page.keyboard.type("admin")
      await page.keyboard.press("Tab")
      await page.keyboard.type("secret")
      await page.keyboard.press("Tab")
      await page.keyboard.press("Space")
      t.equal(await page.getAttribute("#password_input", "type"), "text", "what was typed can be looked at")
      await page.keyboard.press("Tab")
      await page.keyboard.press("Enter")
      await page.waitForURL("**/hub/spawn")
    })

    await t.test("the first stop of the Tab key is the way past the navigation", async t => {
      await page.goto(`${hub.url}hub/spawn`)
      await page.keyboard.press("Tab")
      t.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the content")
      await page.keyboard.press("Enter")
      await page.keyboard.press("Tab")
      t.equal(await page.evaluate("document.activeElement.id"), "stime")
    })

    await t.test("the form starts the server, and the progress page leads to it", async t => {
      await page.fill("#stime", "10")
      await page.click("#spawn_form button[type=submit]")
      await page.waitForURL("**/user/admin/**")
      await page.waitForSelector("text=admin")
      t.match(path(), /^\/user\/admin\//)
    })

    await t.test("home shows it running, and stops it", async t => {
      await page.goto(`${hub.url}hub/home`)
      t.equal(await page.textContent(".default-server .badge"), "running")
      await page.click("#stop")
      await page.waitForSelector(".default-server .state-stopped")
      t.match(await page.textContent("#start"), "Start My Server")
    })

    await t.test("a named server is added, started, watched and deleted", async t => {
      await page.fill("#new-server-name", "My Lab")
      await page.click(".new-server-btn")
      await page.waitForSelector("tr.home-server-row")
      t.match(await page.textContent("tr.home-server-row th"), "My Lab")
      await page.click(".start-server")
      await page.click("#spawn_form button[type=submit]")
      await page.waitForURL(/\/user\/admin\/my-lab/)
      await page.goto(`${hub.url}hub/home`)
      await page.click(".stop-server")
      await page.waitForSelector(".delete-server")
      page.once("dialog", dialog => dialog.accept())
      await page.click(".delete-server")
      await page.waitForSelector("tr.home-server-row", { state: "detached" })
    })

    await t.test("a token is made, shown once and revoked", async t => {
      await page.goto(`${hub.url}hub/token`)
      await page.fill("#token-note", "<b>for a script</b>")
      await page.selectOption("#token-expiration-seconds", "3600")
      await page.click("#request-token-form button[type=submit]")
      await page.waitForSelector("#token-result:visible")
      const token = (await page.textContent("#token-result")) ?? ""
      const asked = await fetch(`${hub.url}hub/api/user`, { headers: { authorization: `token ${token}` } })
      t.equal(asked.status, 200)
      await page.reload()
      t.match(await page.textContent("#api-tokens-table"), "<b>for a script</b>")
      const row = page.locator("#api-tokens-table .token-row", { hasText: "for a script" })
      await row.locator(".revoke-token-btn").click()
      await row.waitFor({ state: "detached" })
      const revoked = await fetch(`${hub.url}hub/api/user`, { headers: { authorization: `token ${token}` } })
      t.equal(revoked.status, 403)
    })

    await t.test("the theme is the system's until somebody chooses, and the choice is kept", async t => {
      const theme = () => page.evaluate("document.documentElement.dataset.theme")
      t.equal(await theme(), "light")
      await page.emulateMedia({ colorScheme: "dark" })
      await page.waitForSelector('html[data-theme="dark"]')
      await page.click("#dark-theme-toggle")
      t.equal(await theme(), "light")
      await page.goto(`${hub.url}hub/home`)
      t.equal(await theme(), "light")
      t.equal(await page.getAttribute("#dark-theme-toggle", "aria-pressed"), "false")
    })

    await t.test("logout", async t => {
      await page.click("#logout")
      await page.waitForURL("**/hub/login")
      await page.goto(`${hub.url}hub/home`)
      t.equal(path(), "/hub/login")
    })

    t.same(errors, [], "no script failed, and no policy was broken")
  },
)

t.test(
  "without scripts: login, start, and a progress page that looks again by itself",
  { skip: noChromium, timeout: 120_000 },
  async t => {
    const hub = await startHub(t, { settings })
    const browser = await openBrowser(t, { javaScriptEnabled: false })
    const page = await browser.newPage()
    await page.goto(`${hub.url}hub/login`)
    await page.fill("#username_input", "alice")
    await page.fill("#password_input", "x")
    await page.click("#login_submit")
    await page.click("#spawn_form button[type=submit]")
    await page.waitForURL("**/user/alice/**")
  },
)
