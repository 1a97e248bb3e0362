import t from "tap"
import { siteZone } from "../../hub/core/site-zone.ts"
import { testConfig } from "../support/config.ts"

t.test("the site's, else the system's", async t => {
  t.equal(siteZone(await testConfig(t.testdir(), { "CarmeHub.time_zone": "Asia/Kathmandu" })), "Asia/Kathmandu")
  t.equal(siteZone(await testConfig(t.testdir(), {})), new Intl.DateTimeFormat().resolvedOptions().timeZone)
})
