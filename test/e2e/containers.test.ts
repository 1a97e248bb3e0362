/** Containers of people on the real cluster: pulled, built and added by path in jobs of theirs, checked, started and deleted. */
import t from "tap"
import type { Client } from "../support/client.ts"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { runCell } from "../support/notebook.ts"
import { registry } from "../support/registry.ts"
import { followStart, untilServer } from "../support/server-states.ts"

const lab = await cluster(t)
const shelf = lab && (await registry(t, lab.hubAddress))

if (lab && shelf) {
  const site = await clusterSite(lab, {
    quotas: { user: { gpus: 1, gpus_per_job: 1, jobs: 3, queues: ["instant"], add_containers: true } },
    build: {
      queue: "instant",
      walltime: 10,
      memory: "1G",
      max_size: "1G",
      insecure_registries: [shelf.host],
      per_user: 9,
    },
  })
  const hub = await startHub(t, {
    settings: { ...site, JupyterHub: { ...site.JupyterHub, load_groups: { lab: { users: ["alice", "bob"] } } } },
  })
  const login = async (name: string) => {
    const client = hub.client()
    await client.login(name)
    return client
  }
  const [alice, bob, carol] = [await login("alice"), await login("bob"), await login("carol")]

  const add = async (client: Client, body: Record<string, unknown>) => {
    const answer = await client.api("POST", "/containers", body)
    t.equal(answer.status, 202, answer.text)
    return answer.json().id as string
  }
  /** As it is when the job is done with it. */
  const settled = async (client: Client, id: string) => {
    for (let left = 1500; left > 0; left--) {
      const one = (await client.api("GET", `/containers/${id}`)).json()
      if (one.state === "ready" || one.state === "failed") return one
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    throw new Error(`${id} is not done after five minutes`)
  }
  const logOf = async (client: Client, id: string) =>
    (await client.api("GET", `/containers/${id}/log`)).json().log as string
  const as = (user: string, command: string) => lab.as(user, ["sh", "-c", command])

  t.test("all at once: a build, a pull, images by path good and bad", async t => {
    await as("alice", "cp /srv/images/jupyter.sqfs ~/good.sqfs; head -c 65536 ~/good.sqfs >~/short.sqfs")
    await as(
      "alice",
      "echo text >~/text.sif; truncate -s 10G ~/sparse.sif; ln -sf /etc/hostname ~/link.sif; ln -f ~/text.sif ~/twice.sif",
    )
    const definition = `Bootstrap: localimage\nFrom: ${lab.image}\n%post\n  echo '$(touch /home/alice/pwned)' >/made-by-alice\n  cp /usr/bin/id /usr/bin/setuid-id\n  chmod 4755 /usr/bin/setuid-id\n%labels\n  Maker <b>alice</b>\n`
    const built = await add(alice, { source: "definition", definition, name: "Built" })
    const pulled = await add(alice, { source: "pull", uri: `docker://${shelf.host}/${shelf.image}`, name: "Pulled" })
    const path = (file: string) => add(alice, { source: "path", path: `/home/alice/${file}`, name: file })
    const [good, short, text, sparse, link] = await Promise.all(
      ["good.sqfs", "short.sqfs", "text.sif", "sparse.sif", "link.sif"].map(path),
    )

    const image = await settled(alice, built)
    t.match(
      image,
      { state: "ready", owner: "alice", offered_as: "own", digest: /^sha256:[0-9a-f]{64}$/ },
      image.message,
    )
    t.match(image.inside, { python: /^3\./, jupyterhub: /^\d/, labels: { Maker: "<b>alice</b>" } })
    t.ok(image.inside.packages.some((line: string) => line.startsWith("jupyterlab ")))
    t.match(await logOf(alice, built), /carme-hub: making .*\/\.carme\/containers\/c-[0-9a-f]+\.sif on n[12]/)
    t.match(await lab.run(["sha256sum", image.image]), image.digest.slice(7), "the digest is the file's")
    t.match(await lab.run(["stat", "-c", "%U", image.image]), "alice", "made as the person")
    t.equal(
      await as("alice", "ls ~/pwned 2>/dev/null || echo none"),
      "none\n",
      "nothing of the file was a command of ours",
    )

    const fromRegistry = await settled(alice, pulled)
    t.match(fromRegistry, { state: "ready", cuda: "12.4.1", driver_fit: "unknown" }, fromRegistry.message)
    t.match(fromRegistry.inside, { python: null, labels: { "org.example.title": "A <b>shell</b>" } })

    t.match(await settled(alice, good ?? ""), { state: "ready", image: "/home/alice/good.sqfs" })
    const why = async (id = "") => {
      const { state, message } = await settled(alice, id)
      return `${state}: ${message}`
    }
    t.match(await why(short), /failed: .*(run in|cut off|broken)/)
    t.match(await why(text), /failed: .*has 2 names/)
    t.match(await why(sparse), /failed: .*it may have 1024 MiB, which is the most here/)
    t.match(await why(link), /failed: .*leads to \/etc\/hostname, which is outside/)

    const others = (await bob.api("GET", "/containers")).json()
    t.same(
      others.map((one: { id: string }) => one.id),
      ["jupyter"],
      "another's are not there",
    )
    for (const [method, rest] of [
      ["GET", ""],
      ["GET", "/log"],
      ["PATCH", ""],
      ["DELETE", ""],
      ["POST", "/verify"],
    ] as const) {
      t.equal(
        (await bob.api(method, `/containers/${built}${rest}`, method === "PATCH" ? {} : undefined)).status,
        404,
        method,
      )
    }
    t.match(
      (await bob.api("POST", "/users/bob/servers/", { container: built })).json().message,
      /There is no container/,
    )

    t.test("the built one starts, and its session sees what the file put there", async t => {
      await alice.api("POST", "/users/alice/servers/", { container: built, walltime: "10" })
      t.match(await followStart(alice, "alice"), { ready: true })
      const token = (await carol.api("POST", "/users/alice/tokens", { scopes: ["access:servers!user"] })).json().token
      const program = `import os, subprocess
print(open('/made-by-alice').read(), oct(os.stat('/usr/bin/setuid-id').st_mode))
print('setuid', subprocess.run(['setuid-id', '-u'], capture_output=True, text=True).stdout)
print([line for line in open('/proc/self/status') if 'NoNewPrivs' in line])`
      const printed = await runCell(`${hub.url}user/alice/`, token, program)
      t.match(printed, "$(touch /home/alice/pwned)")
      t.match(printed, "0o104755")
      t.match(printed, "setuid 20001", "a setuid file of an image is the person's, too")
      t.match(printed, /NoNewPrivs:\\t1/)
      const used = await alice.api("DELETE", `/containers/${built}`)
      t.match(used.json(), { code: "container-in-use", used: [{ user: "alice", server: "" }] })
      await alice.api("DELETE", "/users/alice/server")
      await untilServer(alice, "alice", server => server === null || server.stopped)
    })

    t.test("shared with a group; changed afterwards, it does not start", async t => {
      await as("alice", "chmod 755 ~ ~/good.sqfs")
      t.equal((await alice.api("PATCH", `/containers/${good}`, { groups: ["staff"] })).json().code, "not-your-group")
      t.equal((await alice.api("PATCH", `/containers/${good}`, { groups: ["lab"] })).status, 200)
      t.match((await bob.api("GET", `/containers/${good}`)).json(), {
        offered_as: "shared",
        may_change: false,
        origin: null,
      })
      t.equal((await bob.api("PATCH", `/containers/${good}`, { name: "Mine" })).status, 403)
      await as("alice", "printf x >>~/good.sqfs")
      for (const [client, user] of [
        [alice, "alice"],
        [bob, "bob"],
      ] as const) {
        await client.api("POST", `/users/${user}/servers/`, { container: good, walltime: "10" })
        const end = await followStart(client, user)
        t.match(end, { failed: true })
        t.match(String(end.message), /is not what it was: its digest is sha256:/)
      }
      t.equal((await alice.api("POST", `/containers/${good}/verify`)).status, 202)
      t.match(await settled(alice, good ?? ""), { state: "ready" }, "its owner says that it is right so")
    })

    t.test("deleted: what the hub made is removed, what was there stays", async t => {
      t.equal((await alice.api("DELETE", `/containers/${built}`)).status, 202)
      t.equal((await alice.api("DELETE", `/containers/${good}`)).status, 202)
      for (let left = 100; left > 0 && (await alice.api("GET", `/containers/${built}`)).status !== 404; left--) {
        await new Promise(resolve => setTimeout(resolve, 200))
      }
      t.equal((await alice.api("GET", `/containers/${built}`)).status, 404)
      t.equal(await as("alice", `ls ${image.image} 2>/dev/null || echo none`), "none\n")
      t.match(await as("alice", "ls ~/good.sqfs"), "good.sqfs")
    })
  })

  t.test("an administrator measures the store, and adds to it", async t => {
    t.equal((await carol.api("POST", "/containers/jupyter/verify")).status, 202)
    t.match(await settled(carol, "jupyter"), { state: "ready", size: Number, inside: { python: /^3/ } })
    const store = { name: "second", version: "1.0", cuda: "12.4" }
    const id = await add(carol, { source: "path", path: lab.image, name: "Second", store })
    t.match(await settled(carol, id), { id: "second", owner: null, offered_as: "store", cuda: "12.4" })
    t.match((await bob.api("GET", "/containers/second")).json(), { may_change: false, usable: true })
  })

  t.test("a build of a user who is deleted ends, and leaves nothing", async t => {
    const definition = `Bootstrap: localimage\nFrom: ${lab.image}\n%post\n  sleep 600\n`
    const { id, image } = (
      await bob.api("POST", "/containers", { source: "definition", definition, name: "Long" })
    ).json()
    let job = ""
    for (let left = 300; left > 0 && job === ""; left--) {
      job = /, job (\d+)/.exec(await logOf(bob, id))?.[1] ?? ""
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    t.match(await lab.run(["scontrol", "show", "job", job]), "JobState=RUNNING")
    t.equal((await carol.api("DELETE", "/users/bob")).status, 204)
    const state = async () =>
      (await lab.run(["squeue", "--noheader", "--states=all", "--format=%T", `--jobs=${job}`])).trim()
    for (let left = 300; left > 0 && (await state()) !== "CANCELLED"; left--) {
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    t.equal(await state(), "CANCELLED")
    t.equal(await as("bob", `ls ${image}* 2>/dev/null || echo none`), "none\n")
    t.notOk((await carol.api("GET", "/containers")).json().some((one: { id: string }) => one.id === id))
  })
}
