/** The page of containers in a real browser: added by path, built with a log that goes on, shared, edited by an admin, deleted. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import t from "tap"
import { keepContainers } from "../../hub/core/containers/keeper.ts"
import { insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { type PageHub, pageHub } from "../support/page-hub.ts"
import { run } from "../support/rows.ts"
import { goodResult, tasksInMemory } from "../support/tasks-in-memory.ts"

/** Where pictures are put, for those who want to look. */
const pictures = process.env.CARME_PICTURES
const red = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="

async function picture(page: Page, name: string) {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true })
  }
}

async function login(page: Page, hub: PageHub, name: string) {
  await page.goto(`${hub.origin}/hub/login?next=%2Fhub%2Fcontainers`)
  await page.fill("#username_input", name)
  await page.fill("#password_input", "x")
  await page.click("#login_submit")
  await page.waitForURL("**/hub/containers")
}

/** The page loads anew when it is done. */
async function reloading(page: Page, work: () => Promise<unknown>) {
  const loaded = page.waitForEvent("load")
  await work()
  await loaded
}

t.test("people's containers and the store", { skip: noChromium, timeout: 200_000 }, async t => {
  const tasks = tasksInMemory()
  const settings = {
    CarmeHub: {
      containers: { jupyter: { image: "/srv/j.sif", display_name: "JupyterLab", default: true } },
      quotas: { user: { add_containers: true, container_disk: "10G" }, staff: {} },
    },
    JupyterHub: { load_roles: [{ name: "staff" }] },
  }
  const hub = await pageHub(t, { settings, spawner: { tasks } })
  const [ada, admin] = [await hub.as("ada"), await hub.as("admin")]
  const [lab] = await insertGroups(hub.core.db, [{ name: "lab", properties: {} }])
  if (lab) await addGroupMembers(hub.core.db, lab.id, [(await hub.user("ada")).id])
  const waiting = new Map<string, number>()
  const turn = () => keepContainers(hub.core, waiting)
  /** The job that was submitted last runs to a good end. */
  const finish = async () => {
    const { id = "", values } = tasks.submits.at(-1) ?? {}
    tasks.jobs.set(id, { status: "gone", exitCode: 0, reason: "COMPLETED" })
    tasks.results.set(id, goodResult(values?.image ?? ""))
    await turn()
  }
  const browser = await openBrowser(t, { viewport: { width: 1280, height: 900 } })
  const page = await browser.newPage()
  const errors: string[] = []
  page.on("pageerror", error => errors.push(error.message))
  // A refusal that the page shows is an answer too, and what was deleted is not there any more.
  const expected = /status of (400|403|404)/
  page.on("console", line => line.type() === "error" && !expected.test(line.text()) && errors.push(line.text()))
  const card = (name: string) => page.locator(".container-card", { has: page.getByRole("heading", { name }) })
  const press = (name: string, action: string) => card(name).locator(`[data-action=${action}]`).click()
  /** The dialog opens when the hub has said how it is now. */
  const edit = async (name: string, action = "edit") => {
    await press(name, action)
    await page.locator("#edit-dialog[open]").waitFor()
  }
  const save = () => reloading(page, () => page.click("dialog[open] [type=submit]"))
  const mine = async () => (await ada.api("GET", "/containers?search=Mine")).json()[0]
  await login(page, hub, "ada")

  await t.test("by path: what is wrong is said beside the fields, which stay as they are", async t => {
    await page.click("#add-container")
    await page.check("[value=path]")
    await page.fill("#add-name", "Mine")
    await page.fill("#add-path", "/home/bob/a.sif")
    await page.click("#add-form [type=submit]")
    await page.getByText("is outside the folders that images may be in").waitFor()
    t.equal(await page.inputValue("#add-name"), "Mine")
    await page.fill("#add-path", "/home/ada/a.sif")
    await save()
    t.equal(await card("Mine").locator(".container-state").textContent(), "requested")
    t.equal(await page.locator("[data-action=default]").count(), 0, "the store is not hers")
    await turn()
    // The page sees by itself when it is ready.
    await reloading(page, finish)
    t.equal(await card("Mine").locator(".container-state").textContent(), "ready")
    t.match(await page.textContent("#containers"), "You have 1 of 20 containers of your own, with 1000 B of 10 GiB")
  })

  await t.test("a build, with its log as it goes on", async t => {
    let log = "INFO: Starting build\n"
    Object.assign(tasks, { log: async () => log })
    await page.click("#add-container")
    await page.check("[value=definition]")
    await page.fill("#add-name", "Built")
    await page.fill("#add-definition", "Bootstrap: docker\nFrom: ubuntu\n%setup\n  id\n")
    await page.click("#add-form [type=submit]")
    await page.getByText("Line 3 of the definition file: %setup is not allowed").waitFor()
    await page.fill("#add-definition", "Bootstrap: docker\nFrom: ubuntu\n%post\n  true\n")
    await save()
    await turn()
    await press("Built", "log")
    await page.getByText("INFO: Starting build").waitFor()
    log += "INFO: <b>Build complete</b>\n"
    await page.getByText("INFO: <b>Build complete</b>").waitFor()
    await picture(page, "containers-log-1280")
    await finish()
    await page.getByText("ready", { exact: true }).locator("visible=true").first().waitFor()
    await reloading(page, () => page.keyboard.press("Escape"))
    t.equal(await card("Built").locator(".container-state").textContent(), "ready")
  })

  await t.test("shared with a group, by keyboard", async t => {
    await card("Mine").locator("[data-action=share]").focus()
    await page.keyboard.press("Enter")
    await page.locator("#edit-dialog[open]").waitFor()
    await page.keyboard.press("Escape")
    const focused = "document.activeElement.dataset.action"
    t.equal(await page.evaluate(focused), "share", "back at the button")
    await page.keyboard.press("Enter")
    await page.locator("#edit-dialog[open] [name=group]").focus()
    await page.keyboard.press("Space")
    await reloading(page, () => page.keyboard.press("Enter"))
    await card("Mine").getByText("shared with lab").waitFor()
    // A group that she has left is still there to be taken back, and is not lost by a save.
    await hub.core.db.q("user_group_map").delete()
    await page.reload()
    await edit("Mine", "share")
    t.equal(await page.isChecked("#edit-form [value=lab]"), true)
    await page.keyboard.press("Escape")
    await edit("Mine")
    await page.fill("#edit-description", "Ours")
    await save()
    t.match(await mine(), { description: "Ours", groups: ["lab"] })
  })

  await t.test("deleted: who uses it is told first", async t => {
    const { id } = await mine()
    await hub.server("ada", "lab", {}, { state: "ready", demand: { ...run({ id: "x" }).demand, container: id } })
    await press("Mine", "delete")
    await page.getByText("Sessions run in it now: ada/lab").waitFor()
    await reloading(page, () => page.click("#delete-yes"))
    t.equal(await card("Mine").locator(".container-state").textContent(), "being deleted")
    await reloading(page, turn)
    t.equal(await card("Mine").count(), 0)
  })

  await page.context().clearCookies()
  await login(page, hub, "admin")
  const store = { name: "torch", roles: ["user"], binds: ["/data"], version: "2.4" }
  const body = { source: "path", path: "/srv/t.sif", name: "Torch", store }
  const torch = async () => (await admin.api("GET", "/containers/torch")).json()

  await t.test("an admin edits all of an entry of the store", async t => {
    t.equal((await admin.api("POST", "/containers", body)).status, 202)
    await turn()
    await finish()
    await page.reload()
    await edit("Torch")
    t.equal(await page.inputValue("#edit-version"), "2.4", "what holds stands in the fields")
    t.equal(await page.inputValue("#edit-binds"), "/data")
    t.equal(await page.isChecked("#edit-store-fields [value=user]"), true)
    await page.fill("#edit-binds", "data")
    await page.click("#edit-form [type=submit]")
    await page.getByText("a bind is source[:destination[:ro]] with absolute paths").waitFor()
    await page.fill("#edit-name", "PyTorch")
    await page.fill("#edit-description", "With CUDA")
    await page.fill("#edit-labels", "gpu, course")
    await page.fill("#edit-version", "2.5")
    await page.fill("#edit-cuda", "12.4")
    await page.fill("#edit-driver", "550.54")
    await page.uncheck("#edit-store-fields [value=user]")
    await page.check("#edit-store-fields [value=staff]")
    await page.fill("#edit-groups", "lab, physics")
    await page.fill("#edit-binds", "/data:/data:ro\n/scratch")
    await page.setInputFiles("#edit-logo-file", {
      name: "l.png",
      mimeType: "image/png",
      buffer: Buffer.from(red, "base64"),
    })
    await page.click("#edit-form summary")
    await page.fill("#edit-app", "code-server\n--socket={unix_socket}")
    await page.fill("#edit-app-ready", "/healthz")
    await page.check("#edit-default")
    await picture(page, "containers-edit-1280")
    await save()
    t.match(await torch(), {
      ...{ name: "PyTorch", description: "With CUDA", labels: ["gpu", "course"], version: "2.5", cuda: "12.4" },
      ...{ min_driver: "550.54", roles: ["staff"], groups: ["lab", "physics"], binds: ["/data:/data:ro", "/scratch"] },
      ...{ logo: `data:image/png;base64,${red}`, default: true },
      app: { command: ["code-server", "--socket={unix_socket}"], ready: "/healthz", strip_prefix: true, timeout: 60 },
    })
    for (const text of ["for the role staff", "for the group physics", "default"])
      await card("PyTorch").getByText(text).waitFor()
    await picture(page, "containers-admin-1280")
  })

  await t.test("only what was changed is sent, and what is emptied is gone", async t => {
    await edit("PyTorch")
    await admin.api("PATCH", "/containers/torch", { description: "Changed meanwhile" })
    t.equal(await page.inputValue("#edit-app"), "code-server\n--socket={unix_socket}")
    await page.fill("#edit-app", "")
    await page.fill("#edit-version", "")
    await page.fill("#edit-binds", "")
    await page.check("#edit-form [data-field=logo-none]")
    await page.uncheck("#edit-default")
    await save()
    t.match(await torch(), {
      description: "Changed meanwhile",
      version: null,
      app: null,
      binds: [],
      logo: null,
      default: false,
      roles: ["staff"],
    })
    await admin.api("POST", "/containers", { ...body, name: "Third", store: { ...store, name: "third", roles: [] } })
    await page.reload()
    await reloading(page, () => press("Third", "up"))
    const order = async () => (await admin.api("GET", "/containers")).json().slice(0, 3)
    t.same(
      (await order()).map((one: { id: string }) => one.id),
      ["jupyter", "third", "torch"],
      "torch is on another shelf",
    )
  })

  await t.test("on a phone nothing is too wide, and the buttons are in reach", async t => {
    const phone = await openBrowser(t, { viewport: { width: 375, height: 740 }, colorScheme: "dark" })
    await phone.addCookies(await browser.cookies())
    const small = await phone.newPage()
    await small.goto(`${hub.origin}/hub/containers`)
    t.ok(Number(await small.evaluate("document.documentElement.scrollWidth - innerWidth")) <= 0)
    await picture(small, "containers-admin-375")
    await small.locator("[data-id=torch] [data-action=edit]").click()
    await small.locator("#edit-dialog[open]").waitFor()
    t.ok(Number(await small.evaluate("document.querySelector('#edit-dialog').scrollWidth - innerWidth")) <= 0)
    const box = await small.locator("#edit-form [type=submit]").boundingBox()
    t.ok(box && box.y + box.height <= 740, "Save is on the screen")
    await picture(small, "containers-edit-375")
    await small.keyboard.press("Escape")
    await small.click("#add-container")
    t.ok(Number(await small.evaluate("document.querySelector('#add-dialog').scrollWidth - innerWidth")) <= 0)
    await picture(small, "containers-add-375")
  })
  t.same(errors, [])
})
