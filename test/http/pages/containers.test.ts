/** The page of containers: what each person finds there, and that nothing of anybody's text becomes HTML. */
import t from "tap"
import { insertContainer } from "../../../hub/db/containers.ts"
import { pageHub } from "../../support/page-hub.ts"
import { container } from "../../support/rows.ts"
import { tasksInMemory } from "../../support/tasks-in-memory.ts"

const settings = {
  CarmeHub: {
    containers: {
      jupyter: { image: "/srv/j.sif", display_name: "JupyterLab", version: "4.4", versions: { "4.3": "/srv/j43.sif" } },
    },
    quotas: { user: { add_containers: true } },
  },
}

t.test("the store for everybody, one's own with its buttons, another's not at all", async t => {
  const hub = await pageHub(t, { settings, spawner: { tasks: tasksInMemory() } })
  const [ada, bob, admin] = [await hub.as("ada"), await hub.as("bob"), await hub.as("admin")]
  const facts = {
    digest: `sha256:${"a".repeat(64)}`,
    size: 2_500_000_000,
    stamp: "1 1 1 1",
    measuredAt: "2026-11-23T12:00:00.000Z",
    python: "3.12.4",
    packages: ["numpy <i>2</i>"],
    labels: { Maker: "<script>alert(1)</script>" },
    cuda: "13.0",
    driver: "| NVIDIA-SMI 550.54.15  Driver Version: 550.54.15  CUDA Version: 12.4 |",
  }
  const owner_id = (await hub.user("ada")).id
  const evil = '"><img src=x onerror=alert(1)>'
  await insertContainer(
    hub.core.db,
    container({
      id: "c-1",
      owner_id,
      state: "ready",
      facts,
      display_name: `Mine ${evil}`,
      description: evil,
      labels: [evil],
    }),
  )
  await insertContainer(
    hub.core.db,
    container({ id: "c-2", owner_id, state: "failed", message: `It is cut off ${evil}` }),
  )
  const mine = (await ada.open("/hub/containers")).text
  for (const text of [
    "Your containers",
    "The store",
    "JupyterLab",
    "4.3",
    "2.3 GiB",
    "You have 2 of 20 containers of your own, with 2.3 GiB",
    "Python 3.12.4",
    "needs a newer GPU driver",
    "1 packages",
    "It is cut off",
    "Try again",
    "Add a container",
  ])
    t.match(mine, text)
  t.notMatch(mine, /<script>alert|<img src=x|<i>2<\/i>/)
  t.match(mine, 'href="/hub/spawn?opt-container&#x3D;c-1"'.replace("&#x3D;", "="))
  t.notMatch(mine, 'href="/hub/spawn?opt-container=c-2"', "what failed cannot be started")
  t.notMatch(mine, "Make default")
  const theirs = (await bob.open("/hub/containers")).text
  t.notMatch(theirs, "Mine")
  t.notMatch(theirs, 'data-action="delete"')
  const all = (await admin.open("/hub/containers")).text
  for (const text of ["Other people", "by ada", "Make default", "Put it into the site"]) t.match(all, text)
  t.match((await ada.open("/hub/home")).text, 'href="/hub/containers"', "the navigation leads there")
})

t.test("a hub without jobs has nothing to add with, and without containers no link", async t => {
  const plain = await pageHub(t, { settings })
  const ada = await plain.as("ada")
  t.notMatch((await ada.open("/hub/containers")).text, 'id="add-container"')
  const bare = await pageHub(t)
  t.notMatch((await (await bare.as("ada")).open("/hub/home")).text, "/hub/containers")
  t.match((await bare.client().open("/hub/containers")).url, /\/hub\/login/)
})
