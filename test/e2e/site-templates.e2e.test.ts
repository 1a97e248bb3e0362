/** A site that has copied all of JupyterHub's templates, in a real browser: their scripts work with our API and files. */
import { join } from "node:path"
import t from "tap"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { startHub } from "../support/hub.ts"
import { pythonBin } from "../support/python.ts"

const settings = {
  JupyterHub: {
    allow_named_servers: true,
    template_paths: [join(pythonBin(), "..", "share", "jupyterhub", "templates")],
  },
  Spawner: { options_form: '<label for="size">Size</label> <input id="size" name="size">' },
}

t.test(
  "JupyterHub's own pages: login, form, progress, stop, named servers, tokens",
  { skip: noChromium, timeout: 300_000 },
  async t => {
    const hub = await startHub(t, { settings })
    const browser = await openBrowser(t)
    const page = await browser.newPage()
    const errors: string[] = []
    page.on("pageerror", error => errors.push(error.message))
    page.on("response", answer => {
      if (answer.status() >= 400 && !answer.url().includes("/user/")) errors.push(`${answer.status()} ${answer.url()}`)
    })
    page.on("dialog", dialog => void dialog.accept())

    await page.goto(`${hub.url}hub/login`)
    await page.fill("#username_input", "ada")
    await page.fill("#password_input", "x")
    await page.click("#login_submit")
    await page.waitForURL("**/hub/spawn")
    await page.fill("#size", "3")
    await page.click("#spawn_form button[type=submit]")
    await page.waitForURL("**/user/ada/**")

    await page.goto(`${hub.url}hub/home`, { waitUntil: "networkidle" })
    t.equal(await page.evaluate("window.jhdata.user"), "ada")
    await page.click("#stop")
    await page.waitForSelector("#stop", { state: "detached" })
    t.match(await page.textContent("#start"), /Start\s+My Server/)

    await page.waitForLoadState("networkidle")
    await page.fill(".new-server-name", "Second one")
    await page.click(".new-server-btn")
    await page.waitForSelector('[data-server-name="second-one"] .delete-server')
    await page.waitForLoadState("networkidle")
    await page.click('[data-server-name="second-one"] .delete-server')
    await page.waitForSelector('[data-server-name="second-one"]', { state: "detached" })

    // The scripts come after the page, as they do in JupyterHub.
    await page.goto(`${hub.url}hub/token`, { waitUntil: "networkidle" })
    await page.fill("#token-note", "mine")
    await page.click("#request-token-form button[type=submit]")
    await page.waitForFunction("document.getElementById('token-result').textContent.length > 20")
    t.ok(await page.isVisible("#token-area"))
    await page.reload({ waitUntil: "networkidle" })
    const row = page.locator("#api-tokens-table tr", { hasText: "mine" })
    await row.locator(".revoke-token-btn").click()
    await row.waitFor({ state: "detached" })

    const user = (name: string) =>
      page.evaluate(`new Promise(done => require(["jhapi"], JHAPI => new JHAPI(jhdata.base_url).get_user("${name}", {
        success: user => done(user.name), error: reply => done(reply.status) })))`)
    t.equal(await user("ada"), "ada")
    t.equal(await user("nobody"), 404)
    t.same(
      errors.filter(error => !error.includes("/users/nobody")),
      [],
    )
  },
)
