/** The page of quotas: the own limits with what is used and whence they come, and everybody's use for admins alone. */
import t from "tap"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import { pageHub } from "../../support/page-hub.ts"
import { allocation } from "../../support/rows.ts"

t.test("my limits, my use, what each role gives", async t => {
  const quotas = { user: { gpus: 2, gpu_hours_per_day: 10, walltime: 90, reservations: true }, lab: { jobs: null } }
  const hub = await pageHub(t, { settings: { CarmeHub: { quotas, time_zone: "Europe/Berlin" } } })
  const ada = await hub.as("ada")
  const { id } = await hub.user("ada")
  await hub.server("ada", "", {}, { id: "r1", state: "ready" })
  const started_s = hub.core.clock.now().getTime() / 1000
  const charge = { run_id: "r1", user_id: id, gpus: 1, started_s, ended_s: started_s + 1 }
  await insertAllocation(hub.core.db, allocation(charge))
  const page = await ada.open("hub/quota")
  t.equal(page.status, 200)
  t.match(page.text, /GPUs at once<\/th>\s*<td[^>]*>2<\/td>\s*<td[^>]*><meter[^>]*max="2" value="1"/)
  t.match(page.text, /Time of a session<\/th>\s*<td[^>]*>1 h 30 min<\/td>[\s\S]*?<td data-label="From">user</)
  t.match(page.text, /until \w{3} \d+ \w{3} \d{4} 00:00 \(Europe\/Berlin\)/)
  t.match(page.text, /<title>Quotas</)
  t.match(page.text, /No limit on: GPUs for one session, Types of GPUs, [^<]*Home folder\.</)
  t.notMatch(page.text, />GPUs for one session<\/th>/, "no row of its own")
  t.match(
    page.text,
    />Sessions at once<\/th>\s*<td[^>]*>no limit<\/td>\s*<td[^>]*>1</,
    "what is used is told all the same",
  )
  t.match(page.text, /lab<\/th><td[^>]*>Sessions at once: no limit</)
  t.notMatch(page.text, /What everybody used|data-edit-role|id="add-/, "what admins change is shown to them alone")
  t.notMatch(dataOf(page.text), { admin: {} })
  t.match((await ada.open("hub/home")).text, /href="[^"]*quota"/, "it is in the navigation bar")
})

t.test("what admins change: limits of roles, exceptions, and everybody's use", async t => {
  const hub = await pageHub(t, {
    settings: { CarmeHub: { quotas: { user: { gpus: 2 } }, time_zone: "Europe/Berlin" } },
  })
  await hub.as("ada")
  const admin = await hub.as("admin")
  const exception = { limits: { gpus: 4, queues: [] }, until: "2099-01-02" }
  t.equal((await admin.api("PUT", "/users/ada/quota", exception)).status, 200)
  t.equal((await admin.api("PUT", "/quotas/user", { gpus: 3 })).status, 200)
  const { text } = await admin.open("hub/quota")
  t.match(text, /What everybody used/)
  t.match(text, /name="from" type="date"[^>]*value="\d{4}-\d\d-01"/, "since the month began")
  t.match(text, /ada<\/th>\s*<td[^>]*>GPUs at once: 4; Queues: none<\/td>\s*<td[^>]*>Fri 2 Jan 2099 00:00 \(Europe/)
  t.match(text, /set by admin <time datetime="/)
  t.match(text, /data-reset-role="user"/)
  const { admin: data } = dataOf(text)
  t.match(data, { roles: [{ role: "user", limits: { gpus: 3 } }], exceptions: [{ name: "ada", limits: { gpus: 4 } }] })
  t.ok(data.free_roles.includes("admin"))
  t.notOk(data.free_roles.includes("user"), "it has limits already")
})

/** What the page's script is given. */
function dataOf(text: string) {
  return JSON.parse(/id="quota-data">(.*?)<\/script>/.exec(text)?.[1] ?? "")
}
