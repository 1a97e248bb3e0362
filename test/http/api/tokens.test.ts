import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("made, used, read, revoked", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  const made = await alice.api("POST", "/users/alice/tokens", {
    note: "laptop",
    expires_in: 100,
    scopes: ["read:users!user"],
  })
  t.equal(made.status, 201)
  t.equal(made.headers["cache-control"], "no-store")
  const { token, id, ...rest } = made.json()
  t.match(rest, {
    user: "alice",
    kind: "api_token",
    roles: [],
    note: "laptop",
    oauth_client: "JupyterHub",
    session_id: null,
  })
  t.match(rest.scopes, /read:users!user=alice/)
  t.match((await alice.withToken(token).api("GET", "/users/alice")).json(), { name: "alice" })
  const one = (await alice.api("GET", `/users/alice/tokens/${id}`)).json()
  t.equal(one.id, id)
  t.notOk("token" in one)
  t.ok((await alice.api("GET", "/users/alice/tokens")).json().api_tokens.some((row: { id: string }) => row.id === id))
  t.equal((await alice.api("DELETE", `/users/alice/tokens/${id}`)).status, 204)
  t.equal((await alice.withToken(token).api("GET", "/users/alice")).status, 403)
  t.match((await alice.api("GET", `/users/alice/tokens/${id}`)).json(), {
    status: 404,
    message: `No such token ${id} for user alice`,
  })
  t.match((await alice.api("DELETE", "/users/alice/tokens/x")).json(), { status: 404 })
})

t.test("without a body it has all that its owner has", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  const made = (await alice.api("POST", "/users/alice/tokens")).json()
  t.equal(made.note, "Requested via api")
  t.equal(made.expires_at, null)
  t.ok(made.scopes.includes("tokens!user=alice"))
})

t.test("no more than its owner has, and only what exists", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  const refused = async (body: unknown) => {
    const answer = await alice.api("POST", "/users/alice/tokens", body)
    t.equal(answer.status, 400, JSON.stringify(body))
    return answer.json().message
  }
  t.match(await refused({ scopes: ["admin:users"] }), /not held by User alice/)
  t.match(await refused({ scopes: ["foo"] }), /Scope 'foo' for token does not exist/)
  t.match(await refused({ roles: ["nope"] }), "No such role: nope")
  t.match(
    await refused({ roles: ["user"], scopes: ["inherit"] }),
    "Can only assign one of scopes or roles when creating tokens.",
  )
  t.match(await refused({ scopes: "inherit" }), /token scopes must be null or a list of strings/)
  t.match(await refused({ scopes: [{}] }), /./)
  t.match(await refused({ expires_in: "x" }), /token expires_in must be null or integer/)
  t.match(await refused({ expires_in: 0 }), "expires_in must be a positive integer or null, not 0")
  t.match(await refused({ expires_in: -5 }), "expires_in must be a positive integer or null, not -5")
  t.match(await refused({ note: { a: 1 } }), /note/)
  t.match(await refused("[]"), /./)
})

t.test("the site's longest life", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { token_expires_in_max_seconds: 60 } } })
  const alice = await hub.as(await hub.user("alice"))
  t.ok((await alice.api("POST", "/users/alice/tokens")).json().expires_at)
  t.match((await alice.api("POST", "/users/alice/tokens", { expires_in: 61 })).json(), {
    status: 400,
    message: "token expires_in: 61 must not exceed 60",
    limit: 60,
    asked: 61,
  })
})

t.test("by password, without a login", async t => {
  const hub = await testCore(t, { settings: { DummyAuthenticator: { password: "secret-word" } } })
  await hub.user("alice")
  const login = (password: unknown) =>
    hub.client().api("POST", "/users/alice/tokens", { auth: { username: "alice", password } })
  const made = await login("secret-word")
  t.equal(made.status, 201)
  t.equal(made.json().note, "Requested via api")
  t.same((await login("wrong")).json(), { status: 403, message: null })
  t.equal((await login({ a: 1 })).status, 403)
  t.equal((await hub.client().api("POST", "/users/alice/tokens")).status, 403)
  t.equal((await hub.client().api("POST", "/users/alice/tokens", { auth: "alice" })).status, 400)
})

t.test("for another by one who may, and by a service of the same name not at all", async t => {
  const hub = await testCore(t)
  await hub.user("alice")
  const admin = await hub.service("admin", ["tokens"])
  t.equal((await admin.api("POST", "/users/alice/tokens")).json().note, "Requested via api by service admin")
  const likeNamed = await hub.service("alice", ["tokens!service=alice"])
  t.match((await likeNamed.api("POST", "/users/alice/tokens")).json(), {
    status: 403,
    message: "Service alice not found or no permissions to generate tokens",
  })
  const bob = await hub.as(await hub.user("bob"))
  t.equal((await bob.api("POST", "/users/alice/tokens")).status, 403)
  t.equal((await bob.api("GET", "/users/alice/tokens")).status, 404)
})
