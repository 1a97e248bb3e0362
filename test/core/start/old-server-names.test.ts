/** Servers whose names are from before JupyterHub 6. */
import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { mendServerNames } from "../../../hub/core/start/old-server-names.ts"
import { insertServer } from "../../../hub/db/servers.ts"
import { insertSpawner, spawnersOfUsers } from "../../../hub/db/spawners.ts"
import { insertUsers } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"
import { pythonEnv } from "../../support/python.ts"
import { spawner, user as userRow } from "../../support/rows.ts"

const names = ["Größe 2½", "--", "9lives", "a_b", "A_B", "a".repeat(40), "Ünïcode--x", "ok"]

async function site(t: Parameters<typeof bareCore>[0], rule: string) {
  const traits = { "JupyterHub.allow_existing_invalid_named_servers": rule }
  const { core } = await bareCore(t, { traits })
  const [user = { id: 0 }] = await insertUsers(core.db, [userRow({ name: "ada" })])
  const add = (name: string, server_id: number | null = null) =>
    insertSpawner(core.db, spawner({ user_id: user.id, server_id, name, display_name: null }))
  for (const name of names) await add(name)
  const running = await insertServer(core.db, { proto: "http", ip: "x", port: 1, base_url: "/", cookie_name: "cookie" })
  await add("It Runs", running.id)
  await mendServerNames(core)
  return (await spawnersOfUsers(core.db, [user.id])).get(user.id)?.toSorted((a, b) => a.id - b.id) ?? []
}

t.test("autorename: as JupyterHub names them, with the old name for people", async t => {
  const rows = await site(t, "autorename")
  const code = `
import json, sys
from jupyterhub.slugs import safe_slug
taken, made = set(json.loads(sys.argv[1])), []
for name in json.loads(sys.argv[1]):
    slug = safe_slug(name, avoid_collisions=False)
    if slug != name and slug in taken:
        slug = safe_slug(name, avoid_collisions=True)
    taken.add(slug)
    made.append(slug)
print(json.dumps(made))
`
  const { stdout, stderr } = await exec(["python3", "-c", code, JSON.stringify(names)], { env: pythonEnv(), cwd: "/" })
  t.same([...rows.map(row => row.name)], [...JSON.parse(stdout || "null"), "It Runs"], stderr)
  t.equal(rows[0]?.display_name, "Größe 2½")
  t.equal(rows.find(row => row.name === "ok")?.display_name, null)
})

t.test("else they stay as they are", async t => {
  t.same(
    (await site(t, "allow-start")).map(row => row.name),
    [...names, "It Runs"],
  )
})
