import t from "tap"
import { testCore } from "../../support/core.ts"

const named = { JupyterHub: { allow_named_servers: true } }

t.test("a named server is made, read, changed and removed without being started", async t => {
  const hub = await testCore(t, { settings: named })
  const alice = await hub.as(await hub.user("alice"))
  const path = "/users/alice/servers/lab"
  const made = await alice.api("PUT", path, { display_name: "My lab", user_options: { a: 1 } })
  t.equal(made.status, 201)
  t.match(made.json(), {
    name: "lab",
    display_name: "My lab",
    full_name: "alice/lab",
    ready: false,
    stopped: true,
    pending: null,
    url: "/user/alice/lab/",
    progress_url: "/hub/api/users/alice/servers/lab/progress",
    user_options: { a: 1 },
  })
  t.notOk("state" in made.json())
  t.match((await alice.api("PUT", path)).json(), { status: 409, message: "User alice already has server lab" })
  t.same((await alice.api("GET", path)).json(), made.json())
  t.match((await alice.api("PATCH", path, { display_name: "Other", user_options: { b: 2 } })).json(), {
    display_name: "Other",
    user_options: { b: 2 },
  })
  t.match((await alice.api("PATCH", path, { name: "lab2" })).json(), { name: "lab2", full_name: "alice/lab2" })
  t.equal((await alice.api("GET", path)).status, 404)
  t.equal((await alice.api("DELETE", `${path}2`, { remove: true })).status, 204)
  t.match((await alice.api("DELETE", `${path}2`)).json(), { status: 404, message: "alice has no server named 'lab2'" })
})

t.test("the default server is always there", async t => {
  const hub = await testCore(t, { settings: named })
  const alice = await hub.as(await hub.user("alice"))
  const plain = (await alice.api("GET", "/users/alice/server")).json()
  t.match(plain, { name: "", full_name: "alice/", url: "/user/alice/", stopped: true })
  t.same((await alice.api("GET", "/users/alice/servers/")).json(), plain)
  t.match((await alice.api("PUT", "/users/alice/server")).json(), {
    status: 409,
    message: "User alice already has a default server",
  })
  t.equal((await alice.api("DELETE", "/users/alice/server")).status, 204)
  t.match((await alice.api("DELETE", "/users/alice/server", { remove: true })).json(), {
    status: 400,
    message: "Cannot delete the default server",
  })
})

t.test("bodies that are something else", async t => {
  const hub = await testCore(t, { settings: named })
  const alice = await hub.as(await hub.user("alice"))
  await alice.api("PUT", "/users/alice/servers/lab")
  const refused = async (method: string, body: unknown) => {
    const path = method === "PATCH" ? "/users/alice/servers/lab" : "/users/alice/servers/new"
    const answer = await alice.api(method, path, body)
    t.equal(answer.status, 400, `${method} ${JSON.stringify(body)}`)
    return answer.json().message
  }
  t.equal(await refused("PUT", { display_name: 5 }), "display_name must be a string")
  t.equal(await refused("PUT", "[1]"), "Body must be a JSON object")
  t.equal(await refused("PUT", { user_options: [] }), "user_options must be an object or null")
  t.match(await refused("PUT", { display_name: " x" }), /^Invalid display_name/)
  t.match(await refused("PUT", { user_options: { x: { __jupyterhub_bytes__: true } } }), /reserved/)
  t.equal(await refused("POST", '"x"'), "Body must be a JSON object")
  t.equal(await refused("PATCH", {}), "Must specify at least one field to modify.")
  t.match(await refused("PATCH", { foo: 1 }), /^Unexpected fields: foo/)
  t.match(await refused("PATCH", { user_options: null }), /user_options/)
  t.match(await refused("PATCH", { name: "Bad_Name" }), /^Invalid server_name/)
  t.equal((await alice.api("PUT", "/users/alice/servers/Bad_Name")).status, 400)
  t.match(await refused("DELETE", { remove: "yes" }), /./)
})

t.test("named servers where they are off", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  for (const method of ["PUT", "POST", "DELETE"]) {
    const answer = (await alice.api(method, "/users/alice/servers/lab")).json()
    t.match(answer, { status: 400, message: "Named servers are not enabled." })
  }
})

t.test("another's server is not there", async t => {
  const hub = await testCore(t, { settings: named })
  await hub.user("alice")
  const bob = await hub.as(await hub.user("bob"))
  for (const method of ["GET", "PUT", "POST", "PATCH", "DELETE"]) {
    for (const path of ["/users/alice/server", "/users/nobody/server", "/users/alice/servers/lab"]) {
      t.match(await bob.api(method, path, method === "GET" ? undefined : {}), { status: 404 }, `${method} ${path}`)
    }
  }
})
