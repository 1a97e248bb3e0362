/** The page of quotas in a real browser: an admin changes limits of a role and makes exceptions, and sees what everybody used. */
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import t from "tap"
import { insertAllocation } from "../../hub/db/allocations.ts"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { pageHub } from "../support/page-hub.ts"
import { allocation } from "../support/rows.ts"

/** Where pictures are put, for those who want to look. */
const pictures = process.env.CARME_PICTURES

async function picture(page: Page, name: string) {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

t.test("limits, exceptions, everybody's use", { skip: noChromium, timeout: 200_000 }, async t => {
  const quotas = { user: { gpus: 2, jobs: 2, walltime: "8:00:00", gpu_hours_per_week: 40, queues: ["large"] } }
  const queues = { large: { partition: "large", display_name: "Large" } }
  const hub = await pageHub(t, { settings: { CarmeHub: { quotas, queues, time_zone: "Europe/Berlin" } } })
  const [ada, admin] = [await hub.as("ada"), await hub.as("admin")]
  const now = hub.core.clock.now().getTime() / 1000
  for (const [i, name] of ["ada", "ada", "admin", "ada", "admin"].entries()) {
    const { id: user_id } = await hub.user(name)
    await hub.server(name, `s${i}`, {}, { id: `r${i}`, state: "stopped" })
    // The last ends now, so that there is a use in this month on its first day, too.
    const ended_s = now - i * 50 * 3600
    const times = { started_s: ended_s - 3600 * (1 + i * 0.75), ended_s, released_at: hub.core.clock.now() }
    const charge = { run_id: `r${i}`, user_id, gpus: 2, ...times, settled_by: "accounting" as const }
    await insertAllocation(hub.core.db, allocation(charge))
  }
  const browser = await openBrowser(t, { viewport: { width: 1280, height: 900 } })
  const page = await browser.newPage()
  const errors: string[] = []
  page.on("pageerror", error => errors.push(error.message))
  // A refusal that the page shows is an answer too.
  const expected = /status of (400|404)/
  page.on("console", line => line.type() === "error" && !expected.test(line.text()) && errors.push(line.text()))
  await page.goto(`${hub.origin}/hub/login?next=%2Fhub%2Fquota`)
  await page.fill("#username_input", "admin")
  await page.fill("#password_input", "x")
  await page.click("#login_submit")
  await page.waitForURL("**/hub/quota")
  const limits = async () => (await ada.api("GET", "/users/ada/quota")).json().limits
  /** The page loads anew when it is saved. */
  const save = async () => {
    const loaded = page.waitForEvent("load")
    await page.click("dialog [type=submit]")
    await loaded
  }

  await t.test("the limits of a role", async t => {
    await page.click("[data-edit-role=user]")
    t.equal(await page.inputValue("#limit-walltime"), "8:00:00", "what holds stands in the fields")
    t.equal(await page.inputValue("#limit-queues"), "large")
    await page.fill("#limit-gpus", "many")
    await page.click("dialog [type=submit]")
    t.match(await page.textContent("dialog [role=alert]"), "GPUs at once: a number, or no limit.")
    await page.fill("#limit-gpus", "4")
    await page.fill("#limit-jobs", "no limit")
    await page.fill("#limit-walltime", "1-12:00:00")
    await page.fill("#limit-disk", "20 GiB")
    await page.fill("#limit-reservations", "7 days, 4 hours")
    await page.fill("#limit-queues", "larg")
    await page.click("dialog [type=submit]")
    await page.getByText('There is no queue "larg"').waitFor()
    await picture(page, "quota-role-1280-light")
    await page.fill("#limit-queues", "large")
    await save()
    t.match(await limits(), {
      ...{ gpus: 4, jobs: null, walltime: 2160, gpu_hours_per_week: 40, queues: ["large"], disk: 20 * 1024 },
      reservations: { days_ahead: 7, hours: 4 },
    })
    await page.click("[data-edit-role=user]")
    t.equal(await page.inputValue("#limit-walltime"), "1-12:00:00")
    t.equal(await page.inputValue("#limit-reservations"), "7 days, 4 hours")
    await page.keyboard.press("Escape")
  })

  await t.test("an exception, its end, and taken back", async t => {
    await page.click("#add-exception")
    await page.fill("#exception-name", "nobody")
    await page.fill("#limit-gpus", "8")
    await page.click("dialog [type=submit]")
    await page.getByText("There is no user nobody.").waitFor()
    await page.fill("#exception-name", "ada")
    await page.fill("#exception-until", "2099-01-02")
    await save()
    const [saved] = (await admin.api("GET", "/quota-exceptions")).json()
    t.match(saved, { name: "ada", limits: { gpus: 8 }, until: "2099-01-01T23:00:00Z", changed_by: "admin" })
    await page.click("[data-edit-exception]")
    t.equal(await page.inputValue("#exception-until"), "2099-01-02", "the day by the site's clock")
    await page.fill("#limit-gpus", "6")
    await save()
    t.match((await admin.api("GET", "/quota-exceptions")).json(), [{ limits: { gpus: 6 }, until: saved.until }])
    t.equal((await limits()).gpus, 6)
    await page.locator("#everybody-plot canvas").waitFor()
    await picture(page, "quota-1280-light")
    await page.click("[data-drop-exception]")
    await save()
    t.equal((await limits()).gpus, 4)
    await page.click("[data-reset-role=user]")
    await save()
    t.equal((await limits()).gpus, 2)
  })

  await t.test("what everybody used, for a time, as a plot, a table and CSV", async t => {
    await page.fill("#usage-from", "2020-01-01")
    await page.click("#usage-period [value='']")
    await page.getByText("At most 366 days").waitFor()
    const day = new Date((now - 20 * 86_400) * 1000).toISOString().slice(0, 10)
    await page.fill("#usage-from", day)
    await page.click("#usage-period [value='']")
    await page.locator("#everybody-rows tr").nth(1).waitFor()
    await page.locator("#usage-problem").waitFor({ state: "hidden" })
    t.match(await page.getAttribute("#everybody-plot", "aria-label"), /25 in all/)
    const file = page.waitForEvent("download")
    await page.click("#usage-period [value=user]")
    const saved = await (await file).path()
    t.equal(readFileSync(saved, "utf8"), "user,gpu_hours,runs\r\nadmin,13,2\r\nada,12,3\r\n")
  })

  await t.test("on a phone nothing is too wide", async t => {
    const phone = await openBrowser(t, { viewport: { width: 375, height: 740 }, colorScheme: "dark" })
    await phone.addCookies(await browser.cookies())
    const small = await phone.newPage()
    await small.goto(`${hub.origin}/hub/quota`)
    await small.locator("#everybody-plot canvas").waitFor()
    await picture(small, "quota-375-dark")
    t.ok(Number(await small.evaluate("document.documentElement.scrollWidth - innerWidth")) <= 0)
    await small.click("#add-exception")
    t.ok(Number(await small.evaluate("document.querySelector('dialog').scrollWidth - innerWidth")) <= 0)
    await small.screenshot(pictures ? { path: join(pictures, "quota-exception-375-dark.png") } : {})
  })
  t.same(errors, [])
})
