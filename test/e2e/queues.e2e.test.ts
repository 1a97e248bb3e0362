/** The live spawn form and the page that waits, in Chromium: estimates as one types, a better choice taken over, a notification. */
import t from "tap"
import { apply } from "../../hub/core/servers/server-transition.ts"
import { findLatestRun } from "../../hub/db/runs.ts"
import type { Spawner } from "../../hub/plugin/spawner.ts"
import { createSlurmSpawner } from "../../spawners/slurm/spawner.ts"
import { noChromium, openBrowser } from "../support/chromium.ts"
import { pageHub } from "../support/page-hub.ts"
import { queueSettings } from "../support/queue-core.ts"
import { schedulerDouble, waitingJob } from "../support/scheduler-double.ts"

/** Where pictures are put, for those who want to look. */
const pictures = process.env.CARME_PICTURES

t.test("what is filled in is estimated, and a better choice is one click", { skip: noChromium }, async t => {
  const scheduler = schedulerDouble()
  const { check: _, ...slurm } = createSlurmSpawner()
  scheduler.queue = [waitingJob("7")]
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000)
  const spawner: Partial<Spawner> = {
    ...slurm,
    scheduler: () => scheduler,
    poll: async runs => new Map(runs.map(({ id }) => [id, { status: "pending", reason: "Priority" }] as const)),
    estimate: async ({ demand }) => ({ outcome: "start", at: inMinutes(demand.gpus > 1 ? 90 : 0), nodes: [] }),
  }
  const booked = { name: "course", nodes: ["n1"], partition: "large", gpus: 0, gpusByType: {}, users: ["bob"] }
  const window = { start: inMinutes(50), end: inMinutes(300), isActive: false }
  scheduler.booked = [{ ...booked, ...window, accounts: [], flags: [] }]
  const hub = await pageHub(t, { spawner, settings: { CarmeHub: queueSettings } })
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  const problems: string[] = []
  page.on("pageerror", error => problems.push(error.message))
  await page.goto(`${hub.origin}/hub/login`)
  await page.locator("[name=username]").fill("alice")
  await page.locator("[name=password]").fill("x")
  await page.getByRole("button", { name: /sign in/i }).click()
  await page.waitForURL(/\/hub\//)
  await page.goto(`${hub.origin}/hub/spawn`)
  await page.locator("#start-estimate").getByText("at once").waitFor()
  await page.getByText("Large", { exact: true }).click()
  await page.locator("[name=gpus]").fill("2")
  await page.locator("[name=walltime]").fill("8:00:00")
  await page.locator("#start-estimate").getByText("16 GPU-hours").waitFor()
  await page
    .locator("#start-estimate")
    .getByText(/in 1 hour|in 2 hours/)
    .waitFor()
  const warning = page.locator("#estimate-booking")
  t.match(await warning.textContent(), /booked in the queue Large .* ask for 0:45:00 at most, /)
  await page.getByRole("button", { name: "Use this: with 1 GPU" }).click()
  t.equal(await page.locator("[name=gpus]").inputValue(), "1")
  t.equal(await page.locator("[name=queue]:checked").inputValue(), "large")
  await page.locator("#start-estimate").getByText("at once").waitFor()
  // What starts at once is in nobody's way.
  await warning.waitFor({ state: "hidden" })
  await page.locator("[name=gpus]").fill("5")
  await page
    .locator("#start-estimate")
    .getByText(/Your limit is 4 GPUs/)
    .waitFor()

  const demand = { queue: "large", container: null, gpus: 2, gpuType: null, cpus: null, memoryMb: null }
  const options = { queue: "large", gpus: 2, walltime: "1:00:00" }
  const run = { state: "queued", job: { job_id: "7" }, user_options: options, submitted_at: new Date() } as const
  const server = await hub.server("alice", "", {}, { ...run, demand: { ...demand, walltimeMinutes: 60 } })
  await page.goto(`${hub.origin}/hub/spawn-pending/alice`)
  await page.getByText(/with 1 GPU: at once/).waitFor()
  await warning.getByText(/With a time of 1:00:00 it would run into that/).waitFor()
  t.equal(await page.locator("#place").textContent(), "1 of 1")
  await browser.grantPermissions(["notifications"])
  await page.reload()
  await page.getByText("Your browser tells you when it is ready.").waitFor()

  await page.getByText(/with 1 GPU: at once/).waitFor()
  if (pictures) {
    for (const [width, colorScheme] of [
      [1280, "light"],
      [375, "dark"],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: `${pictures}/change-${width}-${colorScheme}.png`, fullPage: true })
    }
  }
  await page.getByRole("button", { name: "Change to this: with 1 GPU" }).click()
  // The page is the new start's: it asks for one GPU, and does not wait in the queue yet.
  await page.locator("#progress-facts div", { hasText: "GPUs" }).getByText("1", { exact: true }).waitFor()
  await page.locator("#place-row").waitFor({ state: "hidden" })
  const changed = await findLatestRun(hub.core.db, server.id)
  t.match(changed, { state: "admitted", demand: { gpus: 1 } })
  await apply(hub.core, changed?.id ?? "", "submitted", {
    message: "Submitted",
    progress: 20,
    patch: { job: { job_id: "7" } },
  })
  // Once it does, it is told where.
  await page.locator("#place", { hasText: "1 of 1" }).waitFor()
  t.same(problems, [])
})
