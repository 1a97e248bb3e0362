import t from "tap"
import { serversOf } from "../../../hub/http/pages/servers-of.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("all servers of one user, and the runs that live", async t => {
  const hub = await pageHub(t)
  await hub.as("alice")
  await hub.as("bob")
  await hub.server("alice", "", {}, { state: "ready" })
  await hub.server("alice", "lab", {}, { state: "stopped", outcome: "ended" })
  await hub.server("bob", "theirs", {}, { state: "ready" })
  const { rows, runs } = await serversOf(hub.core, await hub.user("alice"))
  t.same([...rows.keys()].sort(), ["", "lab"])
  t.same([...runs.keys()], [""])
})
