/** What no database can hold, sent by ordinary users to every door that stores or looks up: refused, and never a 500, on all three databases. */
import t from "tap"
import { testCore } from "../support/core.ts"
import { forEachDatabase } from "../support/databases.ts"
import { createBackend, plainSpawner } from "../support/spawner-doubles.ts"

const nested = (depth: number) => JSON.parse(nestedText(depth))
const nul = "a\0b"

t.test("requests with what cannot be stored are a 400 or a 404", async t => {
  await forEachDatabase(t, async (t, db) => {
    const settings = { JupyterHub: { allow_named_servers: true } }
    const hub = await testCore(t, { parts: { db }, settings, spawner: plainSpawner(createBackend()) })
    const alice = await hub.user("alice")
    const client = await hub.as(alice)
    const admin = await hub.as(await hub.user("root-of-it", { admin: true }))
    await admin.api("POST", "/groups/g")
    await client.api("PATCH", "/users/alice/servers/", { user_options: { fine: 1 } })
    const refused: readonly (readonly [string, string, unknown?])[] = [
      ["POST", "/users/alice/tokens", { note: nul }],
      ["POST", "/users/alice/tokens", { note: "x", scopes: [nul] }],
      ["POST", "/users/alice/tokens", { expires_in: 1e15 }],
      ["POST", "/users/alice/tokens", { expires_in: 9e11 }],
      ["GET", "/users/alice/tokens/a4294967296"],
      ["GET", "/users/alice/tokens/a999999999999999"],
      ["DELETE", "/users/alice/tokens/a4294967296"],
      ["GET", "/users/a%00b"],
      ["GET", "/groups/a%00b"],
      ["GET", "/users?name_filter=a%00b"],
      ["GET", "/users?offset=999999999999999999999"],
      ["POST", "/users/alice/activity", { last_activity: "0000-01-01T00:00:00Z" }],
      ["POST", "/users/alice/activity", { last_activity: "0001-01-01T00:00:00Z" }],
      ["POST", "/users/alice/activity", { servers: { [nul]: { last_activity: "2026-01-01T00:00:00Z" } } }],
      ["POST", "/users/alice/servers/x", { display_name: nul }],
      ["POST", "/users/alice/servers/a%00b"],
      ["POST", "/users/alice/server", { [nul]: 1 }],
      ["POST", "/users/alice/server", { a: [{ b: nul }] }],
      ["POST", "/users/alice/server", nested(65)],
      ["POST", "/users/alice/server", nested(4000)],
      ["POST", "/users/alice/server", { a: "x".repeat(70_000) }],
      ["POST", "/share-codes/alice/x", { expires_in: 1e15 }],
      ["POST", "/reservations", { nodes: 1, starts: "0000-01-01T00:00:00Z", ends: "2026-01-01T00:00:00Z" }],
      ["PATCH", "/reservations/4294967296", { note: "x" }],
      ["PATCH", "/reservations/1", { version: 4_294_967_296 }],
      ["GET", "/usage?from=0000-01-01"],
    ]
    for (const [method, path, body] of refused) {
      const { status, text } = await client.api(method, path, body)
      t.match(
        status,
        /^(400|403|404)$/,
        `${method} ${path} ${JSON.stringify(body)?.slice(0, 60)}: ${text.slice(0, 120)}`,
      )
    }
    const ofAdmins: readonly (readonly [string, string, unknown?])[] = [
      ["POST", "/users", { usernames: [nul] }],
      ["PATCH", "/users/alice", { name: nul }],
      ["PUT", "/groups/g/properties", { a: nul }],
      ["PUT", "/groups/g/properties", { a: "x".repeat(70_000) }],
      ["PUT", "/groups/g/properties", nested(80)],
      ["PATCH", "/users/alice/servers/", { user_options: nested(65) }],
      ["PATCH", "/users/alice/servers/", { user_options: { a: "x".repeat(70_000) } }],
    ]
    for (const [method, path, body] of ofAdmins)
      t.equal(
        (await admin.api(method, path, body)).status,
        400,
        `${method} ${path} ${JSON.stringify(body)?.slice(0, 60)}`,
      )
    const login = await hub.client().ask("/hub/login", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "username=a%00b&password=x",
    })
    t.equal(login.status, 400, "a form")
    t.equal(
      (await client.api("POST", "/users/alice/tokens", { note: "a\\u0000b" })).status,
      201,
      "letters that only look like it",
    )
  })
})

t.test("what was stored before there were bounds does no harm to a list", async t => {
  await forEachDatabase(t, async (t, db) => {
    const hub = await testCore(t, { parts: { db }, settings: { JupyterHub: { allow_named_servers: true } } })
    const alice = await hub.user("alice")
    const admin = await hub.as(await hub.user("admin-of-it", { admin: true }))
    for (const depth of [60, 1500, 5000]) {
      const text = nestedText(depth)
      await db.q("spawners").insert({ user_id: alice.id, name: `deep-${depth}`, user_options: text, state: text })
    }
    const answer = await admin.api("GET", "/users?include_stopped_servers=1")
    t.equal(answer.status, 200)
    const { servers } = answer.json().find((user: { name: string }) => user.name === "alice")
    t.same(servers["deep-60"].user_options, nested(60))
    t.same(servers["deep-1500"].user_options, {}, "as if there were none")
    t.equal((await admin.api("GET", "/users/alice")).status, 200)
  })
})

function nestedText(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`
}
