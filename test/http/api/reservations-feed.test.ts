import t, { type Test } from "tap"
import { deleteUser } from "../../../hub/db/users.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"

async function site(t: Test, reservations: object = {}) {
  const hub = await testCore(t, {
    clock: manualClock(new Date("2026-03-27T08:00:00Z")),
    spawner: bookedCluster().spawner,
    settings: {
      CarmeHub: {
        queues: { large: { partition: "large" } },
        quotas: { user: { reservations: true } },
        reservations,
        time_zone: "Europe/Berlin",
      },
    },
  })
  const [alice, bob] = [await hub.user("alice"), await hub.user("bob")]
  const as = { alice: await hub.as(alice), bob: await hub.as(bob) }
  // The night in which the clocks are put forward.
  const night = { queue: "large", nodes: 1, starts: "2026-03-28T22:00", ends: "2026-03-29T06:00" }
  await as.alice.api("POST", "/reservations", { ...night, note: "night; run, one" })
  await as.bob.api("POST", "/reservations", { ...night, note: "other" })
  const read = async (url: string) => {
    const answer = await fetch(url)
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() }
  }
  return { hub, as, alice, read }
}

const lines = (text: string) => text.replaceAll("\r\n ", "").split("\r\n")

t.test("a secret address, read without a header, until it is taken back", async t => {
  const { hub, as, read } = await site(t)
  t.same((await as.alice.api("GET", "/reservations/feed")).json(), { created: null })
  const { url } = (await as.alice.api("POST", "/reservations/feed")).json()
  t.match(url, /\/hub\/api\/reservations\.ics\?token=[\w-]{32}$/)
  t.same((await as.alice.api("GET", "/reservations/feed")).json(), { created: "2026-03-27T08:00:00Z" })
  const { status, type, text } = await read(url)
  t.match([status, type], [200, /^text\/calendar/])
  const found = lines(text)
  t.ok(found.includes("DTSTART:20260328T210000Z"), "the instant, whatever the zone")
  t.ok(found.includes("DTEND:20260329T040000Z"), "seven hours of a night of eight on the clock")
  t.ok(found.includes("SUMMARY:1 node in large: alice"))
  t.ok(found.includes("DESCRIPTION:night\\; run\\, one"))
  t.ok(found.includes("LOCATION:n1"))
  t.notMatch(text, /bob/, "the own ones")
  const [hashed] = await hub.core.db.q("carme_feed_tokens").pluck("hashed")
  t.notOk(url.includes(hashed), "only the hash is kept")
  t.notMatch(hub.log(), url.split("token=")[1], "and it is in no log")
  const all = (await read(`${url}&all=true`)).text
  t.match(all, /SUMMARY:1 node in large: bob/)
  t.notMatch(all, /DESCRIPTION:other/, "what others wrote is theirs")
  const renewed = (await as.alice.api("POST", "/reservations/feed")).json().url
  t.equal((await read(url)).status, 403, "the earlier one is worth nothing")
  t.equal((await read(renewed)).status, 200)
  t.equal((await as.alice.api("DELETE", "/reservations/feed")).status, 204)
  t.equal((await as.alice.api("DELETE", "/reservations/feed")).status, 404)
  t.equal((await read(renewed)).status, 403)
})

t.test("by an API token in the header; never by one in the address", async t => {
  const { hub, as, alice, read } = await site(t)
  const answer = await as.alice.api("GET", "/reservations.ics")
  t.equal(answer.status, 200)
  t.match(answer.text, /BEGIN:VCALENDAR[\s\S]*PRODID:[^\n]*carme-hub[\s\S]*END:VCALENDAR/)
  const token = (await as.alice.api("POST", "/users/alice/tokens", {})).json().token
  const url = `${hub.url}hub/api/reservations.ics`
  t.equal((await read(`${url}?token=${token}`)).status, 403)
  t.equal((await read(url)).status, 403)
  t.equal((await (await hub.as(alice, ["read:users:name!user"])).api("GET", "/reservations.ics")).status, 403)
  const service = await hub.service("reader", ["read:reservations", "reservations"])
  t.match((await service.api("GET", "/reservations.ics?all=true")).text, /alice[\s\S]*bob|bob[\s\S]*alice/)
  t.equal((await service.api("POST", "/reservations/feed")).status, 403, "a feed is for a person")
  const withScopes = async (...scopes: string[]) => hub.as(alice, scopes)
  t.equal((await (await withScopes("read:reservations!user")).api("POST", "/reservations/feed")).status, 403)
  for (const method of ["GET", "POST", "DELETE"] as const)
    t.equal(
      (await (await withScopes("servers!server=alice/lab")).api(method, "/reservations/feed")).status,
      403,
      method,
    )
  t.equal((await (await withScopes("reservations!user")).api("POST", "/reservations/feed")).status, 201)
  // Whoever reads all of the calendar does not hand that on to a token of less.
  const carol = await hub.user("carol", { admin: true })
  const narrow = await (await hub.as(carol, ["reservations!user"])).api("POST", "/reservations/feed")
  t.match([narrow.status, narrow.json().message], [403, /more of the calendar than this token/])
  t.equal((await (await hub.as(carol)).api("POST", "/reservations/feed")).status, 201)
})

t.test("it ends with the account", async t => {
  const { hub, as, alice, read } = await site(t)
  const { url } = (await as.alice.api("POST", "/reservations/feed")).json()
  await deleteUser(hub.core.db, alice.id)
  t.equal((await read(url)).status, 403)
})
