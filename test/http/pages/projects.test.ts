/** The projects page: each sees what concerns them, and buttons for what they may do. */
import t from "tap"
import { insertMany } from "../../../hub/db/insert.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("an owner, a member, somebody who asks, a stranger", async t => {
  const hub = await pageHub(t)
  const admin = await hub.as("admin")
  const [ada, bob, eve] = [await hub.as("ada"), await hub.as("bob"), await hub.as("eve")]
  const made = await admin.api("POST", "/projects", {
    name: "atlas",
    owner: "ada",
    gpu_hours: 100,
    description: "<b>Maps</b>",
  })
  t.equal(made.status, 201, made.text)
  await ada.api("PUT", "/projects/atlas/members/bob", {})
  const invited = (await bob.open("/hub/projects")).text
  t.match(invited, /Invitations[\s\S]*data-member="bob"[\s\S]*data-join>Accept[\s\S]*data-remove="decline"/)
  t.notMatch(invited, "GPU-hours used")
  t.match(
    (await ada.open("/hub/projects")).text,
    /invited, has not answered yet[\s\S]*data-remove="take back"[\s\S]*Invite</,
  )
  await bob.api("POST", "/projects/atlas/join")

  const stranger = (await eve.open("/hub/projects")).text
  t.match(stranger, /You are in no project yet\. Ask/)
  t.match(stranger, "data-join")
  t.notMatch(stranger, "GPU-hours used")
  t.notMatch(stranger, 'id="new-project"')
  t.match(stranger, "&lt;b&gt;Maps&lt;/b&gt;", "what a manager wrote is text")

  await eve.api("POST", "/projects/atlas/join")
  t.match((await eve.open("/hub/projects")).text, /You have asked to be let in/)
  const owner = (await ada.open("/hub/projects")).text
  t.match(owner, /0 of 100 GPU-hours used or reserved/)
  t.match(owner, /asks to be let in[\s\S]*data-put="member">let in/)
  t.match(owner, 'data-put="manager"')
  const member = (await bob.open("/hub/projects")).text
  t.match(member, 'data-remove="leave"')
  t.notMatch(member, "data-put")
  t.match((await admin.open("/hub/projects")).text, 'id="new-project"')

  const now = "2026-01-01 00:00:00.000000"
  const row = { display_name: "x", description: "", created_by: "admin", created_at: now }
  const before = Array.from({ length: 200 }, (_, i) => ({ ...row, name: `a-${i}` }))
  await insertMany(hub.core.db, "carme_projects", before)
  t.match((await bob.open("/hub/projects")).text, 'data-remove="leave"', "one's own, however many come before it")
})
