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
  t.match(page.text, /Time of a session<\/th>\s*<td[^>]*>1:30:00<\/td>[\s\S]*?<td data-label="From">user</)
  t.match(page.text, /until \w{3} \d+ \w{3} \d{4} 00:00 \(Europe\/Berlin\)/)
  t.match(page.text, /lab<\/th><td[^>]*>Sessions at once: no limit</)
  t.notMatch(page.text, /Everybody this month/)
  t.match((await ada.open("hub/home")).text, /href="[^"]*quota"/, "it is in the navigation bar")
  const admin = await hub.as("admin")
  t.match((await admin.open("hub/quota")).text, /Everybody this month/)
})
