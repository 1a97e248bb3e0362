import t, { type Test } from "tap"
import { losses } from "../../../hub/core/servers/lost-server.ts"
import { issueShareCode } from "../../../hub/core/shares/share-codes.ts"
import { shareableServer } from "../../../hub/core/shares/shareable-server.ts"
import { findShare } from "../../../hub/db/shares.ts"
import { manualClock } from "../../support/clock.ts"
import { pageHub } from "../../support/page-hub.ts"

async function place(t: Test) {
  const clock = manualClock()
  const hub = await pageHub(t, { clock })
  const ada = await hub.as("ada")
  await hub.server("ada", "")
  await hub.server("ada", "lab", { display_name: "<b>My lab</b>" }, { state: "ready" })
  const code = async (server = "") => {
    const shared = await shareableServer(hub.core, "ada", server)
    const scopes = [`access:servers!server=ada/${server}`]
    return { id: shared.id, code: (await issueShareCode(hub.core, shared, scopes, 3600)).code }
  }
  return { hub, clock, ada, bob: await hub.as("bob"), code }
}

t.test("the page says what is shared, and the button takes it", async t => {
  const { hub, bob, code } = await place(t)
  const offer = await code()
  const path = `/hub/accept-share?code=${offer.code}`
  const page = await bob.ask(path)
  t.equal(page.status, 200)
  t.match(page.text, "<strong>ada</strong> shares their server with you, bob")
  t.match(page.text, "Use servers, in the browser or by their API.")
  t.match(page.text, "not currently running")
  t.match(page.text, '<a class="wrap" href="/user/ada/">/user/ada/</a>')
  t.equal(await findShare(hub.core.db, offer.id, { userId: (await hub.user("bob")).id }, new Date(0)), null)
  const taken = await bob.submit(path, { code: offer.code })
  t.equal(taken.status, 302)
  t.equal(taken.headers.location, "/user/ada/")
  const share = await findShare(hub.core.db, offer.id, { userId: (await hub.user("bob")).id }, new Date(0))
  t.same(share?.scopes, ["access:servers!server=ada/"])
  t.match(await hub.core.db.q("share_codes").first("exchange_count"), { exchange_count: 1 })
  const again = await bob.submit("/hub/accept-share", { code: offer.code })
  t.equal(again.status, 302, "the form alone is enough, and a second time does no harm")
  t.equal((await hub.core.db.q("shares").select("id")).length, 1)
})

t.test("a running server with a name of its own", async t => {
  const { bob, code } = await place(t)
  const page = await bob.ask(`/hub/accept-share?code=${(await code("lab")).code}`)
  t.match(page.text, "the server <strong>&lt;b&gt;My lab&lt;/b&gt;</strong>")
  t.notMatch(page.text, "not currently running")
})

t.test("what is worth nothing is not offered", async t => {
  const { hub, bob } = await place(t)
  const server = await shareableServer(hub.core, "ada", "")
  const offer = async (...scopes: string[]) => {
    const { code } = await issueShareCode(hub.core, server, scopes, 3600)
    return (await bob.ask(`/hub/accept-share?code=${code}`)).text
  }
  const page = await offer("admin:users!server=ada/", "start:servers!server=ada/")
  t.match(page, "Start servers")
  t.notMatch(page, "delete users")
  t.match(await offer("admin:users!server=ada/"), "Nothing: what was offered is not about servers.")
})

t.test("next leads into the server, and nowhere else", async t => {
  const { bob, code } = await place(t)
  const offer = await code()
  for (const [next, expected] of [
    ["/user/ada/lab/tree/a.ipynb?x=5", "/user/ada/lab/tree/a.ipynb?x=5"],
    ["https://evil.example.org/", "/user/ada/"],
    ["//evil.example.org/", "/user/ada/"],
    ["/\t/evil.example.org/", "/user/ada/"],
    ["javascript:alert(1)", "/user/ada/"],
  ] as const) {
    const path = `/hub/accept-share?code=${offer.code}&next=${encodeURIComponent(next)}`
    t.equal((await bob.submit(path, {})).headers.location, expected, next)
  }
  const nasty = `/hub/home"><img src=x onerror=alert(1)>`
  const page = await bob.ask(`/hub/accept-share?code=${offer.code}&next=${encodeURIComponent(nasty)}`)
  t.equal(page.status, 200)
  t.notMatch(page.text, "<img src=x")
  t.match(page.text, /<a class="wrap" href="\/hub\/home[^"<>]*">/)
})

t.test("who is not logged in does that first, and comes back", async t => {
  const { hub, code } = await place(t)
  const path = `/hub/accept-share?code=${(await code()).code}`
  const carol = hub.client()
  const first = await carol.ask(path)
  t.equal(first.status, 302)
  t.equal(first.headers.location, `/hub/login?next=${encodeURIComponent(path)}`)
  t.equal((await carol.login("carol", "x", path)).headers.location, path)
  t.match((await carol.ask(path)).text, "with you, carol")
  t.notMatch(hub.log(), path.split("=")[1] ?? "", "a code is a secret, in the log too")
})

t.test("codes that are no good", async t => {
  const { hub, clock, ada, bob, code } = await place(t)
  const { code: good } = await code()
  const ask = (client: typeof bob, value: string) => client.ask(`/hub/accept-share?code=${value}`)
  const post = (client: typeof bob, value: string) => client.submit("/hub/accept-share", { code: value })
  t.equal((await bob.ask("/hub/accept-share")).status, 400)
  t.equal((await bob.submit("/hub/accept-share", {})).status, 400)
  t.equal((await ask(bob, "")).status, 404)
  t.equal((await ask(bob, "nope")).status, 404)
  t.match((await ask(bob, "nope")).text, "Share not found or expired")
  t.match(await post(bob, "<i>nope</i>"), { status: 400, text: /Invalid share code: &lt;i&gt;nope&lt;\/i&gt;/ })
  t.match(await ask(ada, good), { status: 403, text: /You can(&#x27;|')t share with yourself!/ })
  t.match(await post(ada, good), { status: 400, text: /You can(&#x27;|')t share with yourself!/ })
  await clock.advance(3_601_000)
  t.equal((await ask(bob, good)).status, 404)
  t.equal((await post(bob, good)).status, 400)
  t.same(await hub.core.db.q("shares").select("id"), [])
})

t.test("another site's form takes nothing", async t => {
  const { hub, bob, code } = await place(t)
  const { code: good } = await code()
  const body = new URLSearchParams({ code: good }).toString()
  const form = { "content-type": "application/x-www-form-urlencoded" }
  for (const headers of [{}, { "sec-fetch-mode": "no-cors" }, { "sec-fetch-site": "cross-site" }]) {
    const forged = await bob.ask("/hub/accept-share", { method: "POST", headers: { ...form, ...headers }, body })
    t.equal(forged.status, 403)
  }
  t.equal((await hub.client().ask("/hub/accept-share", { method: "POST", headers: form, body })).status, 403)
  t.same(await hub.core.db.q("shares").select("id"), [])
})

t.test("a server whose job goes on without it is not said to run", async t => {
  const { hub, bob, code } = await place(t)
  const path = `/hub/accept-share?code=${(await code("lab")).code}`
  t.notMatch((await bob.ask(path)).text, "not currently running")
  await hub.core.db.q("carme_runs").update({ reason: losses.stranger })
  t.match((await bob.ask(path)).text, "not currently running")
})
