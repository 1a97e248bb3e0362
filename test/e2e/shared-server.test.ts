/** A server is shared by a link: its owner makes it, somebody else opens it on a phone, and gets into the server. */
import t from "tap"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { startHub } from "../support/hub.ts"

const settings = {
  JupyterHub: { load_roles: [{ name: "user", scopes: ["self", "shares!user"] }] },
}

t.test("from the link to the shared server, and out again", { skip: noChromium, timeout: 300_000 }, async t => {
  const hub = await startHub(t, { settings })
  const ada = hub.client()
  await ada.login("ada")
  t.equal((await ada.api("POST", "/users/ada/server", {})).status, 201)
  const { accept_url } = (await ada.api("POST", "/share-codes/ada/", {})).json()

  const browser = await openBrowser(t, { viewport: { width: 375, height: 740 }, colorScheme: "dark" })
  const page = await browser.newPage()
  const errors: string[] = []
  page.on("pageerror", error => errors.push(error.message))
  page.on("console", message => message.type() === "error" && errors.push(message.text()))

  await t.test("login first", async t => {
    await page.goto(new URL(accept_url, hub.url).href)
    t.match(page.url(), "/hub/login")
    await page.fill("#username_input", "bob")
    await page.fill("#password_input", "secret")
    await page.keyboard.press("Enter")
    await page.waitForURL("**/hub/accept-share**")
  })

  await t.test("the page says whose server it is, and fits", async t => {
    const text = await page.textContent("main")
    t.match(text, "ada shares their server with you, bob")
    t.match(text, "Use servers")
    t.notMatch(text, "not currently running")
    t.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, "nothing sticks out")
    const colour = String(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    const [brightest = 255] = (colour.match(/\d+/g) ?? []).map(Number).sort((a, b) => b - a)
    t.ok(brightest < 80, `dark where the person wants it dark: ${colour}`)
  })

  await t.test("accepting leads to the server, which asks who it is", async t => {
    await page.getByRole("button", { name: "Accept" }).click()
    await page.waitForURL("**/hub/api/oauth2/authorize**")
    await page.getByRole("button", { name: "Authorize" }).click()
    await page.waitForURL(`${hub.url}user/ada/`)
    const { user } = JSON.parse((await page.textContent("body")) ?? "")
    t.equal(user.name, "bob")
    t.ok(user.scopes.includes("access:servers!server=ada/"))
    t.same(errors, [])
  })

  await t.test("what is taken back is gone at once", async t => {
    t.same((await ada.api("PATCH", "/shares/ada/", { user: "bob" })).json(), {})
    await page.reload()
    const { user } = JSON.parse((await page.textContent("body")) ?? "")
    t.notOk(user.scopes.includes("access:servers!server=ada/"))
    await page.goto(`${hub.url}hub/user/ada/`)
    t.match(await page.textContent("main"), "No access to resources or resources not found")
  })
})
