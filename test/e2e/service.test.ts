/**
 * The hub as install.md and slurm.md tell to install it, word by word: an account without rights, the list for sudo,
 * PostgreSQL, TLS at the proxy and the unit's settings, on a machine of the real cluster; then what people do with it.
 */
import { execFileSync, spawn } from "node:child_process"
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import t from "tap"
import { type Client, createClient } from "../support/client.ts"
import { type Cluster, cluster } from "../support/cluster.ts"
import { blockOf, unitSettings } from "../support/docs.ts"
import { followStart, untilServer } from "../support/server-states.ts"

const checkout = fileURLToPath(new URL("../../", import.meta.url))
const install = "share/docs/install.md"
const program = "/opt/carme-hub"
const passwords = { user: "workshop-2026", admin: "a-password-of-32-characters-or-more" }

const lab = await cluster(t, "service", { service: true })

if (lab) {
  const address = lab.hubAddress.replace(/\.\d+$/, ".2")

  t.test("the documents are carried out", async () => {
    // What a site has before it begins: people in a group, and a database server that runs.
    for (const user of ["alice", "bob", "carol"]) await lab.run(["usermod", "-aG", "users", user])
    const server = "mkdir -p /run/postgresql && chown postgres: /run/postgresql && pg_ctlcluster 17 main start"
    await lab.run(["sh", "-c", server])
    installProgram(lab)
    await carryOut(lab, "The account and the settings")
    await carryOut(lab, "The database")
    await makeCertificate(lab, address)
  })

  t.test("a port that the account may not open is told at once, with the line that lets it", async t => {
    const { AmbientCapabilities: _, ...without } = Object.fromEntries(unitSettings("share/systemd/carme-hub.service"))
    const hub = startService(lab, new Map(Object.entries(without)))
    t.not(await hub.ended, 0)
    t.match(hub.output(), /may not open the port of https:\/\/:443.*AmbientCapabilities=CAP_NET_BIND_SERVICE/)
  })

  t.test("the service", { timeout: 540_000 }, async t => {
    const hub = startService(lab, unitSettings("share/systemd/carme-hub.service"))
    const stop = () => lab.run(["sh", "-c", "kill -TERM $(cat /run/carme-hub.pid) || true"])
    t.teardown(async () => {
      await stop()
      await hub.ended
      if (!t.passing()) t.comment(hub.output().split("\n").slice(-60).join("\n"))
    })
    t.equal(await hub.running, undefined, hub.output())
    const ca = readFileSync(join(lab.root, "etc/carme-hub/cert.pem"), "utf8")
    const login = async (name: string, password: string) => {
      const client = createClient(`https://${address}/`, undefined, ca)
      t.equal((await client.login(name, password)).status, 302, `${name} logs in`)
      return client
    }
    const alice = await login("alice", passwords.user)
    const bob = await login("bob", passwords.user)
    const carol = await login("carol", passwords.admin)

    t.test("runs as the account, with nothing but what the unit gives", async t => {
      t.equal(
        await lab.run(["ps", "-o", "user=", "-C", "node"]).then(users => new Set(users.trim().split("\n")).size),
        1,
      )
      t.match(await lab.run(["ps", "-o", "user=", "-C", "node"]), /^hub$/m)
      t.match(await lab.run(["stat", "-c", "%a %U", "/var/lib/carme-hub/jupyterhub_cookie_secret"]), "600 hub")
      t.match(
        await lab.run(["runuser", "-u", "hub", "--", "psql", "-At", "hub", "-c", "select name from users order by 1"]),
        "alice\nbob\ncarol",
      )
    })

    await t.test("the doctor finds nothing that would fail", async t => {
      const settings = ["-f", "/etc/carme-hub/jupyterhub_config.py", "--user", "alice", "--json"]
      const asHub = ["runuser", "-u", "hub", "--", "sh", "-c", 'cd /var/lib/carme-hub && exec "$@"', "sh"]
      const told = await lab.run([...asHub, `${program}/dist/hub/main.js`, "doctor", ...settings])
      const { findings } = JSON.parse(told) as { readonly findings: readonly { id: string; status: string }[] }
      t.same(
        findings.filter(({ status }) => status === "failed" || status === "skipped"),
        [],
      )
      const ids = new Set(findings.map(({ id }) => id))
      for (const id of ["database", "slurm", "prefix", "node-name", "clock"])
        t.ok(ids.has(id), `${id}: ${[...ids].join(" ")}`)
    })

    const [built] = await Promise.all([build(alice), mainJob(bob), booking(carol)])

    await t.test("an own container is started, and stopped", async t => {
      const start = await alice.api("POST", "/users/alice/servers/", { container: built, gpus: 1 })
      t.ok(start.status < 300, start.text)
      t.match(await followStart(alice, "alice"), { ready: true })
      t.ok((await alice.api("DELETE", "/users/alice/server")).status < 300)
      await untilServer(alice, "alice", server => server === null || server.stopped)
    })

    t.equal(await lab.run(["squeue", "-h", "-u", "alice,bob"]), "", "no job is left")
    await stop()
    t.equal(await hub.ended, 0, "it ends in good order")
    t.notMatch(
      hub.output(),
      /\[[EC] \d{4}-|not allowed|a password is required/,
      "no error, and nothing that sudo refused",
    )

    async function build(person: Client): Promise<string> {
      const definition = `Bootstrap: localimage\nFrom: ${lab?.image}\n%post\n  echo built >/made\n`
      const added = await person.api("POST", "/containers", { source: "definition", definition, name: "Built" })
      t.equal(added.status, 202, added.text)
      const { id } = added.json()
      for (let left = 1200; left > 0; left--) {
        const { state, message } = (await person.api("GET", `/containers/${id}`)).json()
        if (state === "ready") return id
        if (state === "failed") throw new Error(`the build failed: ${message}`)
        await new Promise(resolve => setTimeout(resolve, 200))
      }
      throw new Error("the build is not done after four minutes")
    }

    async function mainJob(person: Client): Promise<void> {
      const start = await person.api("POST", "/users/bob/servers/", { gpus: 1 })
      t.ok(start.status < 300, start.text)
      t.match(await followStart(person, "bob"), { ready: true })
      const { token } = (await carol.api("POST", "/users/bob/tokens", { scopes: ["access:servers!user"] })).json()
      t.equal(
        (await person.withToken(token).ask("/user/bob/api/status")).status,
        200,
        "the session answers through the proxy",
      )
      t.ok((await person.api("DELETE", "/users/bob/server")).status < 300)
      await untilServer(person, "bob", server => server === null || server.stopped)
    }

    async function booking(person: Client): Promise<void> {
      const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16)
      const made = await person.api("POST", "/reservations", {
        queue: "large",
        nodes: 1,
        starts: at(30),
        ends: at(31),
        time_zone: "UTC",
      })
      t.equal(made.status, 201, made.text)
      for (let left = 300; left > 0; left--) {
        const told = await lab?.run(["scontrol", "show", "reservation", "-o"])
        if (told?.includes("Users=carol")) return
        await new Promise(resolve => setTimeout(resolve, 200))
      }
      throw new Error("Slurm has no booking of carol's after a minute")
    }
  })
}

/**
 * `git clone`, `npm ci`, `npm run build` and `npm prune` without the network that the cluster lacks: this checkout's files
 * and build, and its packages without those of the development.
 */
function installProgram(lab: Cluster): void {
  const files = execFileSync("git", ["ls-files"], { cwd: checkout, encoding: "utf8" }).trim().split("\n")
  const { packages } = JSON.parse(readFileSync(join(checkout, "package-lock.json"), "utf8"))
  const kept = Object.keys(packages).filter(path => path !== "" && !packages[path].dev && !packages[path].devOptional)
  for (const path of [...files.filter(file => !file.startsWith("test/")), "dist", ...kept]) {
    if (!existsSync(join(checkout, path))) continue
    cpSync(join(checkout, path), join(lab.root, program, path), { recursive: true, verbatimSymlinks: true })
  }
}

/** Runs a block of the document as root, in the program's folder, with the site's own words put in. */
async function carryOut(lab: Cluster, heading: string): Promise<void> {
  const settings = blockOf(install, "The settings of a small cluster", "python")
  const address = lab.hubAddress.replace(/\.\d+$/, ".2")
  const logins = [
    'c.JupyterHub.authenticator_class = "shared-password"',
    `c.SharedPasswordAuthenticator.user_password = "${passwords.user}"`,
    `c.SharedPasswordAuthenticator.admin_password = "${passwords.admin}"`,
  ]
  writeFileSync(
    join(lab.root, program, "jupyterhub_config.py"),
    `${settings.replace("10.0.0.1", address)}\n${logins.join("\n")}\n`,
  )
  const commands = blockOf(install, heading, "sh").replace("ACCOUNT", "lab")
  await lab.run(["sh", "-exc", `cd ${program}\n${commands}`])
}

async function makeCertificate(lab: Cluster, address: string): Promise<void> {
  const files = ["-keyout", "/etc/carme-hub/key.pem", "-out", "/etc/carme-hub/cert.pem"]
  const name = ["-subj", "/CN=hub.example.org", "-addext", `subjectAltName=IP:${address}`]
  await lab.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...name, ...files])
  await lab.run(["chgrp", "hub", "/etc/carme-hub/key.pem"])
  await lab.run(["chmod", "640", "/etc/carme-hub/key.pem"])
}

interface Service {
  /** Resolves with undefined when the hub runs; with its exit code where it does not come to that. */
  readonly running: Promise<number | null | undefined>
  readonly ended: Promise<number | null>
  output(): string
}

/** The unit without systemd, which needs a machine of its own: its settings by setpriv, with systemd's own PATH. */
function startService(lab: Cluster, unit: ReadonlyMap<string, string>): Service {
  const {
    User: user,
    Group: group,
    StateDirectory: state,
    ExecStart: start,
    WorkingDirectory: folder,
  } = Object.fromEntries(unit)
  const capability = unit.get("AmbientCapabilities")?.toLowerCase().replace("cap_", "")
  const capabilities = ["inh", "ambient"].map(kind => `--${kind}-caps=-all${capability ? `,+${capability}` : ""}`)
  const script = [
    `install -d -m ${unit.get("StateDirectoryMode")} -o ${user} -g ${group} /var/lib/${state}`,
    `cd ${folder}`,
    `umask ${unit.get("UMask")}`,
    "echo $$ >/run/carme-hub.pid",
    // A machine of the cluster has no more than this one gives it.
    `ulimit -n ${unit.get("LimitNOFILE")} 2>/dev/null || ulimit -n $(ulimit -Hn)`,
    `exec setpriv --reuid=${user} --regid=${group} --init-groups ${capabilities.join(" ")} --reset-env ${start}`,
  ]
  const [enter = "", ...words] = lab.servicePrefix.split(" ")
  const child = spawn(enter, [...words, "sh", "-ec", script.join("\n")], { stdio: ["ignore", "pipe", "pipe"] })
  let text = ""
  let tell = () => {}
  const running = new Promise<undefined>(resolve => {
    tell = () => resolve(undefined)
  })
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", chunk => {
      text += chunk
      if (text.includes("JupyterHub is now running at")) tell()
    })
  const ended = new Promise<number | null>(resolve => child.once("close", code => resolve(code)))
  return { running: Promise.race([running, ended]), ended, output: () => text }
}
