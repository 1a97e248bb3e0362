import t from "tap"
import { neverStarted, serverModel, serverSchema } from "../../../hub/http/models/server-model.ts"
import { testConfig } from "../../support/config.ts"
import { noon, run, spawner } from "../../support/rows.ts"

const owner = { name: "al ice@x", groups: ["physics"] }

t.test("a server that runs", async t => {
  const core = { config: await testConfig(t.testdir()) } as never
  const row = { id: 1, ...spawner({ user_id: 1, name: "lab", display_name: "Lab", started: noon }) }
  const live = run({ id: "r", state: "ready", job: { pid: 5, _port: 8888 }, user_options: { a: 1 } })
  const model = serverModel(core, [], owner, row, live)
  t.same(serverSchema.parse(model), {
    name: "lab",
    display_name: "Lab",
    full_name: "al ice@x/lab",
    last_activity: null,
    started: "2026-11-23T12:00:00Z",
    pending: null,
    ready: true,
    stopped: false,
    url: "/user/al%20ice@x/lab/",
    user_options: { a: 1 },
    progress_url: "/hub/api/users/al%20ice@x/servers/lab/progress",
    full_url: null,
    full_progress_url: null,
  })
  t.same(serverModel(core, ["admin:server_state!group=physics"], owner, row, live).state, { pid: 5 })
  t.notOk("state" in serverModel(core, ["admin:server_state!user=bob"], owner, row, live))
})

t.test("one that does not, at a public URL", async t => {
  const core = {
    config: await testConfig(t.testdir(), { "JupyterHub.public_url": "https://hub.example.org/" }),
  } as never
  const model = serverModel(core, ["admin:server_state"], owner, neverStarted(1), null)
  t.match(serverSchema.parse(model), {
    name: "",
    stopped: true,
    started: null,
    state: {},
    full_url: "https://hub.example.org/user/al%20ice@x/",
    full_progress_url: "https://hub.example.org/hub/api/users/al%20ice@x/server/progress",
  })
})
