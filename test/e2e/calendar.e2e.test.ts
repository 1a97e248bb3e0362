/** The calendar in a real browser: by the form and the keyboard, by dragging, on a phone, with two zones. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import t from "tap"
import { listReservations, liveStates } from "../../hub/db/reservations.ts"
import { bookedCluster } from "../support/booked-cluster.ts"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { pageHub } from "../support/page-hub.ts"

const hour = 3_600_000
/** Where pictures are put, for those who want to look. */
const pictures = process.env.CARME_PICTURES

async function logIn(page: Page, origin: string, name: string) {
  await page.goto(`${origin}/hub/login?next=%2Fhub%2Fcalendar`)
  await page.fill("#username_input", name)
  await page.fill("#password_input", "x")
  await page.click("#login_submit")
  await page.waitForURL("**/hub/calendar")
}

async function picture(page: Page, name: string) {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

t.test("book, move, cancel, approve", { skip: noChromium, timeout: 200_000 }, async t => {
  const cluster = bookedCluster()
  const hub = await pageHub(t, {
    spawner: cluster.spawner,
    settings: {
      CarmeHub: {
        queues: {
          large: { partition: "large", display_name: "Large" },
          asked: { partition: "large", display_name: "On request" },
        },
        quotas: { user: { reservations: true } },
        reservations: { approval: ["asked"] },
        time_zone: "Asia/Kathmandu",
      },
    },
  })
  const rows = () => listReservations(hub.core.db, { states: liveStates })
  const midnight = new Date()
  midnight.setUTCHours(24, 0, 0, 0)
  cluster.byHand("maintenance", {
    start: new Date(midnight.getTime() + 14 * hour),
    end: new Date(midnight.getTime() + 20 * hour),
    nodes: ["n2"],
  })
  const browser = await openBrowser(t, { viewport: { width: 1280, height: 900 } })
  const page = await browser.newPage()
  const errors: string[] = []
  page.on("pageerror", error => errors.push(error.message))
  // A refusal that the page shows is an answer too.
  page.on(
    "console",
    message => message.type() === "error" && !/status of 409/.test(message.text()) && errors.push(message.text()),
  )
  await logIn(page, hub.origin, "alice")

  await t.test("by the form, with the keyboard", async t => {
    await page.waitForSelector(".ec-event")
    await page.focus("#book")
    await page.keyboard.press("Enter")
    await page.fill("#booking-starts", stamp(midnight, 6))
    await page.fill("#booking-ends", stamp(midnight, 10))
    await page.fill("#booking-count", "1")
    await picture(page, "calendar-form-1280-light")
    await page.focus("#booking-save")
    await page.keyboard.press("Enter")
    await page.waitForSelector("#mine-list li")
    const [row] = await rows()
    t.match(row, { owner_name: "alice", starts: new Date(midnight.getTime() + 6 * hour), nodes: ["n1"] })
    t.match(await page.textContent("#calendar-status"), /Booked/)
  })

  await t.test("dragged to another time; a conflict puts it back and says so", async t => {
    // Each of the two asks for what it shows, and draws it anew when the answer is there.
    for (const button of [".ec-resourceTimelineDay", ".ec-next"]) {
      const answered = page.waitForResponse(/\/reservations\?/)
      await page.click(button)
      await answered
    }
    const event = page.locator(".ec-event.booking-mine")
    // A pointer above it is above something that has come to rest.
    await event.hover()
    const box = await event.boundingBox()
    if (!box) throw new Error("no box")
    const perHour = box.width / 4
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2 + perHour, box.y + box.height / 2, { steps: 8 })
    await page.mouse.move(box.x + box.width / 2 + 2 * perHour, box.y + box.height / 2, { steps: 8 })
    await page.mouse.up()
    await page.waitForSelector("text=The booking is changed.")
    const [row] = await rows()
    t.ok(row && row.starts.getTime() > midnight.getTime() + 6 * hour, "it is later now")
    t.equal(row && row.ends.getTime() - row.starts.getTime(), 4 * hour, "and as long")
    await picture(page, "calendar-day-1280-light")
  })

  await t.test("a conflict shows the free times, one click away", async t => {
    await page.click("#book")
    await page.selectOption("#booking-unit", "nodes")
    await page.fill("#booking-count", "2")
    await page.fill("#booking-starts", stamp(midnight, 14))
    await page.fill("#booking-ends", stamp(midnight, 16))
    await page.click("#booking-save")
    await page.waitForSelector("#booking-error button")
    t.match(await page.textContent("#booking-error"), /no room for 2 nodes/)
    await picture(page, "calendar-conflict-1280-light")
    await page.click("#booking-error button >> nth=-1")
    await page.click("#booking-save")
    await page.waitForSelector("#booking:not([open])", { state: "attached" })
    t.equal((await rows()).length, 2)
  })

  await t.test("asked for by one, approved by another, cancelled by the first", async t => {
    await page.click("#book")
    await page.selectOption("#booking-queue", "asked")
    await page.fill("#booking-starts", stamp(midnight, 40))
    await page.fill("#booking-ends", stamp(midnight, 44))
    await page.click("#booking-save")
    await page.waitForSelector("#mine-list .booking-requested")
    const others = await openBrowser(t, { colorScheme: "dark", viewport: { width: 1280, height: 900 } })
    const admin = await others.newPage()
    await logIn(admin, hub.origin, "admin")
    await admin.waitForSelector("#to-approve-list li")
    await admin.waitForSelector(".ec-event")
    await picture(admin, "calendar-1280-dark")
    await admin.fill("#to-approve-list input", "Use n1 with care")
    await picture(admin, "calendar-approve-1280-dark")
    await admin.click("#to-approve-list button")
    await admin.waitForSelector("text=Approved.")
    await page.reload()
    await page.waitForSelector("#mine-list li")
    t.equal((await rows()).filter(row => row.state === "approved").length, 3)
    await picture(page, "calendar-1280-light")
    await page.click("#mine-list li:last-child button")
    t.match(await page.textContent("#booking-facts"), /admin says: Use n1 with care/)
    await page.click("#booking-cancel")
    await page.waitForSelector("text=The booking is cancelled.")
    t.equal((await rows()).length, 2)
  })

  await t.test("refused with words, which its owner reads", async t => {
    await page.click("#book")
    await page.selectOption("#booking-queue", "asked")
    await page.fill("#booking-starts", stamp(midnight, 50))
    await page.fill("#booking-ends", stamp(midnight, 52))
    await page.click("#booking-save")
    await page.waitForSelector("#mine-list .booking-requested")
    const others = await openBrowser(t, { viewport: { width: 375, height: 740 } })
    const admin = await others.newPage()
    await logIn(admin, hub.origin, "admin")
    await admin.fill("#to-approve-list input", "Not this week")
    await picture(admin, "calendar-approve-375-light")
    await admin.click("#to-approve-list button >> nth=1")
    await admin.waitForSelector("text=Refused.")
    t.ok(Number(await admin.evaluate("document.documentElement.scrollWidth - innerWidth")) <= 0)
    await page.reload()
    await page.locator("#mine-list li", { hasText: "refused · admin says: Not this week" }).waitFor()
    await picture(page, "calendar-refused-1280-light")
  })

  await t.test("the site's clock and the reader's", async t => {
    const times = page.locator("#mine-list li span")
    await times.filter({ hasText: ":45 –" }).first().waitFor()
    await page.selectOption("#zone", { index: 1 })
    await times.filter({ hasText: ":00 –" }).first().waitFor()
    t.equal(await times.filter({ hasText: ":45 –" }).count(), 0)
  })

  await t.test("one that failed is shown with the reason; it is booked again, and taken out of sight", async t => {
    const [first] = await rows()
    const message = "Requested nodes are busy. Free would be tomorrow."
    await hub.core.db.q("carme_reservations").where({ id: first?.id }).update({ state: "failed", message })
    await page.reload()
    const failed = page.locator("#mine-list .booking-failed", { hasText: "not possible" })
    await failed.filter({ hasText: "nodes are busy. Free would be tomorrow" }).waitFor()
    await picture(page, "calendar-failed-1280-light")
    await page.emulateMedia({ colorScheme: "dark" })
    await page.setViewportSize({ width: 375, height: 800 })
    await picture(page, "calendar-failed-375-dark")
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.emulateMedia({ colorScheme: "light" })
    await failed.getByText("Book again").click()
    await page.waitForSelector("#booking[open]")
    t.match(await page.textContent("#booking-facts"), /Free would be tomorrow/)
    t.equal(await page.inputValue("#booking-unit"), "nodes")
    t.equal(await page.inputValue("#booking-count"), String(first?.nodes.length))
    await page.click("#booking-save")
    await page.waitForSelector("text=Booked.")
    await failed.getByText("Remove").click()
    await failed.waitFor({ state: "detached" })
    t.equal((await rows()).length, 2)
  })

  await t.test("on a phone nothing is too wide", async t => {
    await page.setViewportSize({ width: 375, height: 740 })
    await page.reload()
    await page.waitForSelector(".ec-list, .ec-event")
    t.ok(Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth")) <= 0)
    await picture(page, "calendar-375-light")
  })
  t.same(errors, [])
})

/** As a datetime-local field takes it: by the site's clock, five hours and three quarters ahead. */
function stamp(from: Date, hours: number): string {
  return new Date(from.getTime() + (hours + 5.75) * hour).toISOString().slice(0, 16)
}
