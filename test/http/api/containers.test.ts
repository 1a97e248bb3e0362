/** Containers over the API: who may see, add, change, share and delete which, on every verb. */
import t from "tap"
import { keepContainers } from "../../../hub/core/containers/keeper.ts"
import { offeredContainers } from "../../../hub/core/containers/offered.ts"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { insertGroups } from "../../../hub/db/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { spawners } from "../../../spawners/index.ts"
import type { Client } from "../../support/client.ts"
import { testCore } from "../../support/core.ts"
import { run, spawner } from "../../support/rows.ts"
import { goodResult, tasksInMemory } from "../../support/tasks-in-memory.ts"

const pull = { source: "pull", uri: "docker://ubuntu:24.04", name: "Ubuntu" }

async function withStore(t: Parameters<typeof testCore>[0]) {
  const tasks = tasksInMemory()
  const { simple } = spawners
  if (!simple) throw new Error("the simple spawner is gone")
  const hub = await testCore(t, {
    spawner: { ...simple, tasks },
    settings: {
      CarmeHub: {
        containers: {
          jupyter: { image: "/srv/j.sif", display_name: "JupyterLab", default: true },
          staff: { image: "/srv/s.sif", roles: ["staff"] },
        },
        quotas: { user: { add_containers: true } },
      },
    },
  })
  const [ada, bob, root] = [await hub.user("ada"), await hub.user("bob"), await hub.user("root", { admin: true })]
  const [lab] = await insertGroups(hub.core.db, [{ name: "lab", properties: {} }])
  if (lab) await addGroupMembers(hub.core.db, lab.id, [ada.id, bob.id])
  const waiting = new Map<string, number>()
  const turn = () => keepContainers(hub.core, waiting)
  /** Its job runs to a good end. */
  const finish = async (id: string) => {
    await turn()
    const request = tasks.submits.find(submit => submit.values.image?.includes(id)) ?? tasks.submits.at(-1)
    tasks.jobs.set(request?.id ?? "", { status: "gone", exitCode: 0, reason: "COMPLETED" })
    tasks.results.set(request?.id ?? "", goodResult(request?.values.image ?? ""))
    await turn()
  }
  return { hub, tasks, ada, bob, finish, turn, other: await hub.as(bob), root: await hub.as(root) }
}

const ids = async (client: Client, query = "") =>
  (await client.api("GET", `/containers${query}`)).json().map((one: { id: string }) => one.id)

t.test("added, seen by its owner alone, made by a job, read, and deleted", async t => {
  const { ada, hub, finish, turn, ...who } = await withStore(t)
  const client = await hub.as(ada)
  const answer = await client.api("POST", "/containers", { ...pull, description: "<b>mine</b>", labels: ["base"] })
  t.equal(answer.status, 202, answer.text)
  const { id } = answer.json()
  t.match(answer.json(), {
    id: /^c-[0-9a-f]{12}$/,
    owner: "ada",
    state: "requested",
    usable: false,
    origin: pull.uri,
    may_change: true,
  })
  t.same(await ids(client), ["jupyter", id], "another role's is not there")
  t.same(await ids(who.other), ["jupyter"])
  t.same(await ids(who.root), ["jupyter", "staff", id])
  t.same(await ids(who.root, "?owner=ada"), [id])
  t.same(await ids(client, "?search=MINE+base"), [id])
  t.same(await ids(client, "?limit=1&offset=1"), [id])
  await finish(id)
  t.match((await client.api("GET", `/containers/${id}`)).json(), {
    state: "ready",
    usable: true,
    size: 1000,
    digest: `sha256:${"a".repeat(64)}`,
    inside: { python: "3.12.1" },
    offered_as: "own",
  })
  t.match((await client.api("GET", `/containers/${id}/log`)).json(), { state: "ready", log: /^log of carme-test-/ })
  t.equal((await client.api("POST", `/containers/${id}/verify`)).json().state, "requested")
  t.match((await client.api("POST", `/containers/${id}/verify`)).json(), { status: 409 })
  t.equal((await client.api("DELETE", `/containers/${id}`)).status, 202)
  await turn()
  t.equal((await client.api("GET", `/containers/${id}`)).status, 404)
})

t.test("another's: not there on any verb; an administrator may", async t => {
  const { ada, hub, bob: row, ...who } = await withStore(t)
  const mine = await hub.as(ada)
  const bob = await hub.as(row)
  const { id } = (await mine.api("POST", "/containers", pull)).json()
  const verbs: [string, string, unknown?][] = [
    ["GET", ""],
    ["PATCH", "", { name: "Mine" }],
    ["DELETE", ""],
    ["DELETE", "?force=true"],
    ["POST", "/verify"],
    ["GET", "/log"],
    ["GET", "/uses"],
  ]
  for (const [method, rest, body] of verbs) {
    const theirs = await bob.api(method, `/containers/${id}${rest}`, body)
    const missing = await bob.api(method, `/containers/c-000000000000${rest}`, body)
    t.equal(theirs.status, 404, `${method} ${rest}`)
    t.equal(theirs.text, missing.text, "and not told from one that is not there")
    t.equal((await hub.client().api(method, `/containers/${id}${rest}`, body)).status, 403)
  }
  t.equal((await who.root.api("PATCH", `/containers/${id}`, { name: "Renamed" })).json().name, "Renamed")
  t.same((await mine.api("GET", `/containers/${id}/uses`)).json(), [])
})

t.test("tokens with less: reading is not changing, and another's filter is not one's own", async t => {
  const { ada, bob, hub } = await withStore(t)
  const { id } = (await (await hub.as(ada)).api("POST", "/containers", pull)).json()
  const reads = await hub.as(ada, ["read:containers!user=ada"])
  t.equal((await reads.api("GET", `/containers/${id}`)).json().may_change, false)
  t.equal((await reads.api("DELETE", `/containers/${id}`)).status, 403)
  t.equal((await reads.api("POST", "/containers", pull)).status, 403)
  const service = await hub.service("reader", ["read:containers!user=ada"])
  t.same(await ids(service), [id])
  t.match((await service.api("GET", `/containers/${id}`)).json(), { origin: null, offered_as: null })
  t.equal(
    (await (await hub.service("maker", ["containers"])).api("POST", "/containers", pull)).status,
    403,
    "no account",
  )
  t.equal((await (await hub.as(bob, ["access:servers!user=bob"])).api("GET", "/containers")).status, 403)
})

t.test("shared with a group of one's own, and only there", async t => {
  const { ada, bob, hub, finish } = await withStore(t)
  const [mine, theirs] = [await hub.as(ada), await hub.as(bob)]
  const { id } = (await mine.api("POST", "/containers", pull)).json()
  await finish(id)
  t.match((await mine.api("PATCH", `/containers/${id}`, { groups: ["everybody"] })).json(), {
    status: 403,
    code: "not-your-group",
  })
  t.match((await mine.api("POST", "/containers", { ...pull, groups: ["everybody"] })).json(), {
    code: "not-your-group",
  })
  t.same((await mine.api("PATCH", `/containers/${id}`, { groups: ["lab"], description: "ours" })).json().groups, [
    "lab",
  ])
  t.match((await theirs.api("GET", `/containers/${id}`)).json(), {
    offered_as: "shared",
    may_change: false,
    origin: null,
  })
  for (const [method, rest, body] of [
    ["PATCH", "", { name: "x" }],
    ["DELETE", ""],
    ["POST", "/verify"],
    ["GET", "/log"],
  ] as const) {
    t.equal((await theirs.api(method, `/containers/${id}${rest}`, body)).status, 403, method)
  }
})

t.test("the store is the administrators'", async t => {
  const { ada, hub, finish, root } = await withStore(t)
  const mine = await hub.as(ada)
  const store = {
    name: "pytorch",
    version: "2.5",
    roles: ["user"],
    cuda: "12.4",
    binds: ["/data:/data:ro"],
    logo: "https://example.org/l.png",
    app: { command: ["code-server", "--socket={unix_socket}"], ready: "/healthz" },
  }
  const body = { source: "path", path: "/srv/images/p.sif", name: "PyTorch", store }
  t.equal((await mine.api("POST", "/containers", body)).status, 403)
  t.match((await root.api("POST", "/containers", body)).json(), {
    id: "pytorch",
    owner: null,
    version: "2.5",
    logo: store.logo,
    app: { ...store.app, strip_prefix: true, timeout: 60 },
  })
  t.match((await root.api("POST", "/containers", body)).json(), { status: 409, code: "container-exists" })
  t.match((await root.api("POST", "/containers", { ...body, store: { name: "jupyter" } })).json(), { status: 409 })
  const misspelt = { status: 400, code: "no-such-role", message: /There is no role "usr"/ }
  t.match((await root.api("POST", "/containers", { ...body, store: { name: "x", roles: ["usr"] } })).json(), misspelt)
  t.match((await root.api("PATCH", "/containers/pytorch", { roles: ["usr"] })).json(), misspelt)
  await finish("p.sif")
  t.same(await ids(mine), ["jupyter", "pytorch"])
  t.equal((await mine.api("PATCH", "/containers/pytorch", { name: "x" })).status, 403)
  t.equal(
    (await mine.api("GET", "/containers/pytorch")).json().binds,
    null,
    "the site's folders are not everybody's to know",
  )
  t.same((await root.api("GET", "/containers/pytorch")).json().binds, store.binds)
  const { id } = (await mine.api("POST", "/containers", pull)).json()
  t.match((await mine.api("PATCH", `/containers/${id}`, { binds: ["/etc:/mnt"] })).json(), {
    status: 403,
    code: "store-only",
  })
  t.match((await root.api("PATCH", `/containers/${id}`, { default: true })).json(), { code: "store-only" })
  for (const [command, message] of [
    [["code-server"], /command must say where the app listens/],
    [["a", "{port}", "{token}"], /no other name in braces/],
    [["a\nb", "{port}"], /one line/],
    [[], /must have a program/],
  ] as const) {
    const answer = (await root.api("PATCH", "/containers/pytorch", { app: { command } })).json()
    t.match(answer, { status: 400, message }, JSON.stringify(command))
  }
  t.match((await mine.api("PATCH", `/containers/${id}`, { app: store.app })).json(), { code: "store-only" })
  const [offered] = (
    await offeredContainers(hub.core, { id: ada.id, name: "ada", admin: false, groups: [], roles: ["user"] }, noLimits)
  ).filter(one => one.name === "pytorch")
  t.match(offered?.app, { command: store.app.command, ready: "/healthz" }, "a start gets it")
  t.equal((await root.api("PATCH", "/containers/pytorch", { app: null })).json().app, null)
  t.match((await root.api("PATCH", "/containers/pytorch", { default: true, position: 0, roles: [] })).json(), {
    default: true,
    roles: [],
  })
  t.same((await ids(mine)).slice(0, 2), ["pytorch", "jupyter"])
  const older = { ...pull, store: { name: "pytorch:2.4", version: "2.4" } }
  t.match((await root.api("POST", "/containers", older)).json(), {
    id: "pytorch:2.4",
    image: "/home/root/.carme/containers/pytorch@2.4.sif",
  })
  await finish("pytorch@2.4")
  const person = { id: ada.id, name: "ada", admin: false, groups: [], roles: ["user"] }
  const limits = { ...noLimits, containers: ["pytorch"] }
  t.same(
    (await offeredContainers(hub.core, person, limits)).map(one => one.name),
    ["pytorch", "pytorch:2.4"],
    "a quota names both by the first",
  )
  for (const name of ["pytorch:", "a:b:c", "a:../b", ":x", "a/b"])
    t.equal((await root.api("POST", "/containers", { ...pull, store: { name } })).status, 400, name)
  t.equal((await root.api("GET", "/containers/pytorch:2.4")).json().version, "2.4")
  t.match((await root.api("PATCH", "/containers/jupyter", { name: "x" })).json(), {
    status: 409,
    code: "container-configured",
  })
  t.equal((await root.api("PATCH", "/containers/jupyter", { default: true })).json().default, true)
  t.match((await root.api("DELETE", "/containers/jupyter")).json(), { status: 409, code: "container-configured" })
  t.equal((await root.api("POST", "/containers/jupyter/verify")).status, 202)
  await finish("j.sif")
  t.match((await mine.api("GET", "/containers/jupyter")).json(), {
    state: "ready",
    size: 1000,
    inside: { python: "3.12.1" },
  })
})

t.test("one that is in use says by whom, and goes only by force", async t => {
  const { ada, hub, root } = await withStore(t)
  const mine = await hub.as(ada)
  const { id } = (await mine.api("POST", "/containers", pull)).json()
  const server = await insertSpawner(hub.core.db, spawner({ user_id: ada.id, name: "lab" }))
  const demand = { ...run({ id: "x" }).demand, container: id }
  await insertRun(
    hub.core.db,
    run({
      id: "r",
      live_key: server.id,
      spawner_id: server.id,
      user_id: ada.id,
      user_name: "ada",
      server_name: "lab",
      state: "ready",
      demand,
    }),
  )
  const refused = await mine.api("DELETE", `/containers/${id}`)
  t.match(refused.json(), {
    status: 409,
    code: "container-in-use",
    message: /A session runs in it: ada\/lab/,
    used: [{ user: "ada", server: "lab" }],
  })
  t.same((await mine.api("GET", `/containers/${id}/uses`)).json(), [{ user: "ada", server: "lab" }])
  t.equal((await root.api("DELETE", `/containers/${id}?force=true`)).status, 202)
})

t.test("what is no container, and who may not add one", async t => {
  const { ada, hub, tasks } = await withStore(t)
  const mine = await hub.as(ada)
  const bad: [Record<string, unknown>, number][] = [
    [{ ...pull, uri: undefined }, 400],
    [{ ...pull, uri: "http://169.254.169.254/" }, 400],
    [{ ...pull, uri: "docker://169.254.169.254/a" }, 403],
    [{ ...pull, name: "" }, 400],
    [{ ...pull, name: "a\nb" }, 400],
    [{ ...pull, binds: ["/etc"] }, 400],
    [{ ...pull, privileged: true }, 400],
    [{ ...pull, source: "config" }, 400],
    [{ source: "path", path: "/home/bob/a.sif", name: "x" }, 403],
    [{ source: "path", path: "/home/ada/../bob/a.sif", name: "x" }, 400],
    [{ source: "definition", definition: "Bootstrap: docker\nFrom: a\n%setup\n id\n", name: "x" }, 400],
    [{ source: "definition", definition: "x".repeat(70_000), name: "x" }, 400],
    [{ ...pull, labels: ["x\u001b[2J"] }, 400],
  ]
  for (const [body, status] of bad) {
    const answer = await mine.api("POST", "/containers", body)
    t.equal(answer.status, status, `${JSON.stringify(body).slice(0, 100)} ${answer.text}`)
  }
  for (const logo of [
    "javascript:alert(1)",
    "data:text/html;base64,AAAA",
    `data:image/png;base64,${"A".repeat(300_000)}`,
  ]) {
    const answer = await mine.api("POST", "/containers", { ...pull, store: { name: "x", logo } })
    t.ok([400, 413].includes(answer.status), `${answer.status}`)
  }
  t.equal(tasks.submits.length, 0, "nothing was submitted")
  const { simple } = spawners
  const without = await testCore(t, simple ? { spawner: simple, settings: { CarmeHub: { quotas: { user: {} } } } } : {})
  const eve = await without.as(await without.user("eve"))
  t.match((await eve.api("POST", "/containers", pull)).json(), { status: 400, code: "no-jobs" })
  const closed = await testCore(t, simple ? { spawner: { ...simple, tasks: tasksInMemory() } } : {})
  const mel = await closed.as(await closed.user("mel"))
  t.match((await mel.api("POST", "/containers", pull)).json(), { status: 403, code: "containers-not-allowed" })
})
