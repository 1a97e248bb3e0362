/** A full home folder: told on the page and by the API, with what helps; one that cannot be read is in nobody's way. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import t, { type Test } from "tap"
import { pageHub } from "../../support/page-hub.ts"

const mib = 1024 ** 2
const gib = 1024 ** 3
const form = { template: "partials/slurm-form", data: { queues: [], containers: [], limits: [], defaults: {} } }

/** A hub whose people's homes are as `say` tells: used and limit in bytes, or any other answer. */
async function site(t: Test, options: { rescues?: boolean; quotas?: object } = {}) {
  const file = join(t.testdir(), "used.json")
  const asked = { parse: 0 }
  const hub = await pageHub(t, {
    settings: {
      CarmeHub: { disk: { kind: "command", command: ["cat", file], prefix: [] }, quotas: options.quotas ?? {} },
    },
    spawner: {
      rescues: () => options.rescues ?? false,
      form: async () => form,
      parse: raw => {
        asked.parse += 1
        const demand = { queue: null, container: null, gpus: 0, gpuType: null, cpus: null, memoryMb: null }
        return {
          userOptions: {},
          demand: { ...demand, walltimeMinutes: null, ...(raw.rescue ? { rescue: true as const } : {}) },
        }
      },
    },
  })
  const say = (text: string) => writeFileSync(file, text)
  return { hub, say, asked, ada: await hub.as("ada") }
}

t.test("a full one is refused with its figures, and the page offers the rescue", async t => {
  const { hub, say, ada } = await site(t, { rescues: true })
  say(JSON.stringify({ used: 10 * mib, limit: 10 * mib }))
  const refused = await ada.api("POST", "/users/ada/server", {})
  t.equal(refused.status, 403)
  t.match(refused.json(), {
    code: "quota-disk",
    limit: 10 * mib,
    used: 10 * mib,
    allowed: 0,
    message: /full \(10 MiB of 10 MiB\).*rescue session/,
  })
  const page = await ada.open("/hub/spawn")
  t.match(page.text, /Your home folder is full: 10 MiB of 10 MiB/)
  t.match(page.text, /<input type="checkbox"[^>]* name="rescue" value="on" checked>/)
  t.match(page.text, /home folder: 10 MiB of 10 MiB in use/)
  t.equal((await ada.api("POST", "/users/ada/server", { rescue: true })).status, 202, "a rescue needs no room")
  t.ok(hub)
})

t.test("who has made room gets in at once, however fresh the last look", async t => {
  const { say, ada } = await site(t)
  say(JSON.stringify({ used: 10 * mib, limit: 10 * mib }))
  await ada.open("/hub/spawn")
  const refused = await ada.api("POST", "/users/ada/server", {})
  t.match(refused.json().message, /from a login node/, "without rescue sessions none is promised")
  say(JSON.stringify({ used: mib, limit: 10 * mib }))
  t.equal((await ada.api("POST", "/users/ada/server", {})).status, 202)
})

t.test("a nearly full one is warned of, one without limit shown", async t => {
  const tight = await site(t)
  tight.say(JSON.stringify({ used: 9.5 * gib, limit: 10 * gib }))
  t.match((await tight.ada.open("/hub/spawn")).text, /nearly full: 9\.5 GiB of 10 GiB/)
  const free = await site(t)
  free.say(JSON.stringify({ used: 9 * mib }))
  const page = await free.ada.open("/hub/spawn")
  t.match(page.text, /home folder: 9 MiB in use/)
  t.notMatch(page.text, /nearly full/)
})

t.test("what the roles allow counts where it is less than the file system's limit", async t => {
  const { say, ada } = await site(t, { quotas: { user: { disk: "5M" } } })
  say(JSON.stringify({ used: 6 * mib, limit: 10 * mib }))
  t.match((await ada.api("POST", "/users/ada/server", {})).json(), { code: "quota-disk", limit: 5 * mib })
})

t.test("no answer is no reason to refuse", async t => {
  const { hub, say, ada } = await site(t)
  say("the file server is away")
  t.equal((await ada.api("POST", "/users/ada/server", {})).status, 202)
  t.match(hub.log(), /How full a home folder is could not be read/)
  t.equal((await ada.open("/hub/home")).status, 200)
})
