import t, { type Test } from "tap"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"

async function place(t: Test, settings: Record<string, unknown> = {}) {
  const clock = manualClock()
  const hub = await testCore(t, { settings: { JupyterHub: { allow_named_servers: true, ...settings } }, clock })
  for (const name of ["ada", "bob"]) await hub.user(name)
  const admin = await hub.service("admin", ["admin:users", "admin:servers", "shares"])
  await admin.api("PUT", "/users/ada/servers/x", {})
  return { hub, admin, clock }
}

t.test("made, told once, listed, deleted", async t => {
  const { admin } = await place(t)
  const answer = await admin.api("POST", "/share-codes/ada/", { scopes: ["servers"], expires_in: 3600 })
  t.equal(answer.headers["cache-control"], "no-store")
  const { code, accept_url, full_accept_url, ...made } = answer.json()
  t.match(code, /^[\w-]{43}$/)
  t.same([accept_url, full_accept_url], [`/hub/accept-share?code=${code}`, null])
  t.match(made, {
    server: { user: { name: "ada" }, name: "", url: "/user/ada/", full_url: null, ready: false },
    scopes: ["servers!server=ada/"],
    id: /^sc_\d+$/,
    exchange_count: 0,
    last_exchanged_at: null,
  })
  t.equal(Date.parse(made.expires_at) - Date.parse(made.created_at), 3_600_000)
  const list = { items: [made], _pagination: { offset: 0, limit: 200, total: 1, next: null } }
  t.same((await admin.api("GET", "/share-codes/ada")).json(), list)
  t.same((await admin.api("GET", "/share-codes/ada/")).json(), list)
  t.same((await admin.api("GET", "/share-codes/ada/x")).json().items, [])

  t.match((await admin.api("DELETE", `/share-codes/ada/x?code=${code}`)).json(), { message: "No matching code found" })
  t.match((await admin.api("DELETE", "/share-codes/ada/?code=nope")).json(), { status: 404 })
  t.equal((await admin.api("DELETE", `/share-codes/ada/?code=${code}`)).status, 204)
  t.same((await admin.api("GET", "/share-codes/ada")).json().items, [])
})

t.test("deleted by id, or all of a server", async t => {
  const { admin } = await place(t)
  const make = async (server: string) => (await admin.api("POST", `/share-codes/ada/${server}`)).json().id as string
  const [first, , third] = [await make(""), await make(""), await make("x")]
  for (const id of [third, "5", "x", `${first}0`, `${first}x`]) {
    const message = `No code found matching id=${id}`
    t.match((await admin.api("DELETE", `/share-codes/ada/?id=${id}`)).json(), { status: 404, message })
  }
  const ids = async () =>
    (await admin.api("GET", "/share-codes/ada")).json().items.map((code: { id: string }) => code.id)
  t.equal((await admin.api("DELETE", `/share-codes/ada/?id=${first}`)).status, 204)
  t.notOk((await ids()).includes(first))
  t.equal((await admin.api("DELETE", "/share-codes/ada/")).status, 204)
  t.same(await ids(), [third])
})

t.test("good for a day unless something else is said, and gone then", async t => {
  const { admin, clock } = await place(t)
  const life = async (body: unknown) => {
    const { created_at, expires_at } = (await admin.api("POST", "/share-codes/ada/", body)).json()
    return (Date.parse(expires_at) - Date.parse(created_at)) / 1000
  }
  t.same(await Promise.all([life(undefined), life({}), life({ expires_in: "60" })]), [86_400, 86_400, 60])
  for (const expires_in of [59, 31_536_001, 60.5, -1, 0, null, "soon", "59", true]) {
    const answer = await admin.api("POST", "/share-codes/ada/", { expires_in })
    t.match(answer.json(), { status: 400, message: "expires_in must be 60 to 31536000 seconds" }, String(expires_in))
  }
  await clock.advance(61_000)
  t.match((await admin.api("GET", "/share-codes/ada?limit=1")).json(), {
    _pagination: { total: 2, next: { offset: 1 } },
  })
})

t.test("the address that people outside can open", async t => {
  const { admin } = await place(t, { public_url: "https://hub.example.org/" })
  const { full_accept_url, server } = (await admin.api("POST", "/share-codes/ada/x")).json()
  t.match(full_accept_url, /^https:\/\/hub\.example\.org\/hub\/accept-share\?code=[\w-]{43}$/)
  t.equal(server.full_url, "https://hub.example.org/user/ada/x/")
})

t.test("who may make and see them", async t => {
  const { hub, admin } = await place(t)
  const owner = await hub.service("owner", ["shares!user=ada"])
  t.equal((await owner.api("POST", "/share-codes/ada/x")).status, 200)
  t.match((await owner.api("POST", "/share-codes/ada/", { scopes: ["servers"] })).json(), {
    status: 403,
    message: "Do not have permission to grant share with scope servers!server=ada/",
  })
  t.equal((await owner.api("POST", "/share-codes/bob/")).status, 404)
  const reader = await hub.service("reader", ["read:shares!server=ada/x"])
  t.equal((await reader.api("GET", "/share-codes/ada/x")).json().items.length, 1)
  t.equal((await reader.api("GET", "/share-codes/ada")).status, 404)
  t.equal((await reader.api("POST", "/share-codes/ada/x")).status, 403)
  t.equal((await reader.api("DELETE", "/share-codes/ada/x")).status, 403)
  t.equal((await hub.client().api("GET", "/share-codes/ada")).status, 403)
  t.equal((await admin.api("POST", "/share-codes/ada")).status, 405)
  t.equal((await admin.api("DELETE", "/share-codes/ada")).status, 405)
  t.match((await admin.api("POST", "/share-codes/ada/y")).json(), { status: 404, message: "No such server: ada/y" })
  t.equal((await admin.api("GET", "/share-codes/nobody")).status, 404)
  for (const body of [
    [],
    3,
    "x",
    { user: "bob" },
    { scopes: "x" },
    { scopes: ["nope"] },
    { scopes: ["servers!user"] },
  ]) {
    t.equal((await admin.api("POST", "/share-codes/ada/", body)).status, 400, JSON.stringify(body))
  }
})
