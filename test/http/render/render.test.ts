import t from "tap"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("scripts find jhdata, which holds nothing that ends it", async t => {
  const hub = await pageHub(t)
  const alice = await hub.as("alice")
  const page = await alice.ask("/hub/home")
  const text = /<script type="application\/json" id="jhdata">(.*?)<\/script>/s.exec(page.text)?.[1] ?? ""
  t.match(JSON.parse(text), { base_url: "/hub/", prefix: "/", user: "alice", admin_access: false, options_form: false })
  t.equal(JSON.parse(text).xsrf_token, alice.xsrf())
})

t.test("errors are pages: what a person may know, and the number for the log", async t => {
  const log = async () => Promise.reject(new Error("secret path /srv/x"))
  const form = async () => Promise.reject(new Error("secret path /srv/x"))
  const hub = await pageHub(t, { spawner: { form, log } })
  const alice = await hub.as("alice")
  const broken = await alice.ask("/hub/spawn")
  t.equal(broken.status, 500)
  t.notMatch(broken.text, "secret")
  const id = String(broken.headers["x-request-id"])
  t.match(broken.text, id)
  t.match(hub.log(), id)
  const missing = await alice.ask("/hub/no-such-page?<b>")
  t.equal(missing.status, 404)
  t.match(missing.text, "404 : Not Found")
  t.notMatch(missing.text, "<b>")
})

t.test("a message is text, a site's message_html is not", async t => {
  const errors = [new Refusal(403, "<i>no</i>"), new Fault(503, "x", { messageHtml: "<i>down</i>" })]
  const form = async () => Promise.reject(errors.shift())
  const hub = await pageHub(t, { spawner: { form } })
  const alice = await hub.as("alice")
  const refused = await alice.ask("/hub/spawn")
  t.equal(refused.status, 403)
  t.match(refused.text, "&lt;i&gt;no&lt;/i&gt;")
  const down = await alice.ask("/hub/spawn")
  t.equal(down.status, 503)
  t.match(down.text, "<i>down</i>")
})

t.test("an address that nobody has leaves the forms in other tabs alone", async t => {
  const hub = await pageHub(t)
  const alice = await hub.as("alice")
  await alice.ask("/hub/home")
  const before = alice.xsrf()
  for (const path of ["/hub/no-such-page", "/hub/home/", "/hub/%zz"]) {
    t.same((await alice.ask(path)).headers["set-cookie"], undefined, path)
  }
  t.equal(alice.xsrf(), before)
  t.match((await alice.ask("/hub/no-such-page")).text, "alice", "and says who is logged in")
  t.same((await hub.client().ask("/hub/no-such-page")).headers["set-cookie"], undefined, "nor is one set for strangers")
})
