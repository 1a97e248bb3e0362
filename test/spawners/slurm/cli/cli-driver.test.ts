/** The commands on a real Slurm as other sites run it: words of the site's own, what is hidden, and jobs that are held. */
import { appendFile, readFile, writeFile } from "node:fs/promises"
import t from "tap"
import { Refusal } from "../../../../hub/plugin/errors.ts"
import { cliDriver } from "../../../../spawners/slurm/cli/cli-driver.ts"
import type { SlurmDriver, Submission } from "../../../../spawners/slurm/driver.ts"
import type { JobSpec } from "../../../../spawners/slurm/job-spec.ts"
import { sentenceFor } from "../../../../spawners/slurm/reasons.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { cluster } from "../../../support/cluster.ts"
import { clusterSettings, slurmContext } from "../../../support/slurm.ts"

const alice = { name: "alice", home: "/home/alice" }
let count = 0

function job(spec: Partial<JobSpec> = {}): Submission {
  const name = `carme-site-${process.pid}-${count++}`
  return {
    spec: {
      ...{ name, partition: "instant", account: "", qos: "", reservation: "", cluster: "", nodes: "", gres: "" },
      ...{ cpus: "1", memory: "128M", time: "0:05:00", home: "/home/alice", log: `/home/alice/${name}.log` },
      ...{ environment: "none", options: [], ...spec },
    },
    script: "#!/bin/bash\nsleep 300\n",
  }
}

async function until(driver: SlurmDriver, id: string, wanted: (reason: string, state: string) => boolean) {
  for (let looks = 0; looks < 400; looks++) {
    const found = (await driver.jobs("id", [id])).get(id)
    if (found && wanted(found.reason, found.state)) return found
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`the job ${id} never was as it should be`)
}

const lab = await cluster(t, "words")

if (lab) {
  const chosen = (settings: Readonly<Record<string, unknown>> = {}) => {
    const context = slurmContext({ ...clusterSettings(lab), ...settings })
    return cliDriver(readSettings(context), context)
  }
  const driver = chosen()
  const cancel = (id: string) => driver.cancel({ id }, alice)
  const script = async (name: string, text: string) => {
    await writeFile(`${lab.root}/srv/${name}`, `#!/bin/bash\n${text}\n`, { mode: 0o755 })
    return chosen({ batch_submit_cmd: `/srv/${name}` })
  }

  t.test("a site's words before and after the number are no number, and without one the job is found", async t => {
    const wordy = await script("wordy", 'echo "17 nodes are free"; sbatch --parsable "$@"; echo "Credits left: 17"')
    const silent = await script("silent", 'sbatch "$@" >/dev/null; echo 17; echo 18')
    const broken = await script("broken", 'sbatch "$@" >/dev/null; echo "client_loop: send disconnect" >&2; exit 255')
    for (const site of [wordy, silent, broken]) {
      const asked = job()
      const id = await site.submit(asked, alice)
      t.match((await driver.jobs("id", [id])).get(id), { id, name: asked.spec.name, user: "alice" })
      await cancel(id)
    }
    const nothing = await script("nothing", 'echo "the door is closed" >&2; exit 1')
    await t.rejects(nothing.submit(job(), alice), {
      status: 503,
      message: /not found in Slurm.*: the door is closed, exit code 1/,
      detail: { code: "submit-unclear" },
    })
  })

  t.test("a job_submit plugin: its words are told, and its no is Slurm's", async t => {
    const conf = `${lab.root}/etc/slurm/slurm.conf`
    const before = await readFile(conf, "utf8")
    const lua = [
      "function slurm_job_submit(job, parts, uid)",
      '  slurm.log_user("You have 17 credits left")',
      '  if job.comment ~= "closed" then return slurm.SUCCESS end',
      '  slurm.log_user("The queue is temporarily closed: see the protocol of the last meeting")',
      "  return slurm.ERROR",
      "end",
      "function slurm_job_modify(job, record, parts, uid) return slurm.SUCCESS end",
      "return slurm.SUCCESS",
    ]
    await writeFile(`${lab.root}/etc/slurm/job_submit.lua`, `${lua.join("\n")}\n`)
    await appendFile(conf, "\nJobSubmitPlugins=lua\n")
    t.teardown(async () => {
      await writeFile(conf, before)
      await lab.halt("slurmctld")
      await lab.restart("slurmctld")
    })
    await lab.halt("slurmctld")
    await lab.restart("slurmctld")
    const id = await driver.submit(job(), alice)
    await cancel(id)
    const closed = job({ options: ["--comment=closed"] })
    const no = await driver.submit(closed, alice).catch((error: unknown) => error)
    t.type(no, Refusal, String(no))
    t.match(no, { status: 403, message: /^Slurm refused the job: .*temporarily closed: see the protocol/ })
    t.match(await driver.estimate(closed, alice), { outcome: "refused", says: /temporarily closed/ })
  })

  t.test("what is hidden from the hub's account, or not meant for it, is seen all the same", async t => {
    // An account without rights in Slurm, as a hub's may be.
    const plain = chosen({ service_prefix: lab.execPrefix.replace("{username}", "carol").split(" ") })
    const hide = (how: "YES" | "NO") =>
      Promise.all(
        ["instant", "large"].map(name => lab.run(["scontrol", "update", `PartitionName=${name}`, `Hidden=${how}`])),
      )
    const made = ["scontrol", "create", "PartitionName=staff", "Nodes=n1,n2", "AllowGroups=alice", "State=UP"]
    await lab.run(made)
    await hide("YES")
    t.teardown(async () => {
      await hide("NO")
      await lab.run(["scontrol", "delete", "PartitionName=staff"])
    })
    for (const partition of ["instant", "staff"]) {
      const id = await driver.submit(job({ partition }), alice)
      const { node } = await until(plain, id, (_reason, state) => state === "RUNNING")
      t.match((await plain.nodeAddresses([node])).get(node), /^10\./, partition)
      t.same(await plain.jobNodes(id), [node])
      t.match(await plain.logFile(id), /carme-site-.*\.log$/)
      const waits = await driver.submit(job({ partition, options: ["--begin=now+1hour"] }), alice)
      t.ok(
        (await plain.waiting(partition)).some(other => other.id === waits),
        partition,
      )
      await Promise.all([cancel(id), cancel(waits)])
    }
    const { nodes, partitions } = await plain.resources()
    t.same(nodes.map(node => node.name).sort(), ["n1", "n2"])
    t.same(partitions.map(partition => partition.name).sort(), ["instant", "large", "staff"])
    t.same([...(await plain.nodeAddresses(["n1", "nix"])).keys()], ["n1"], "one that nobody knows")
  })

  t.test("a job that is held, and one whose nodes are away, say so in whole sentences", async t => {
    const held = await driver.submit(job({ options: ["--hold"] }), alice)
    const { reason } = await until(driver, held, (_reason, state) => state === "PENDING")
    t.match(sentenceFor(reason), /held.*will not start/)
    await cancel(held)
    const drained = (how: string) => lab.run(["scontrol", "update", "NodeName=n1,n2", `State=${how}`, "Reason=test"])
    await drained("DRAIN")
    t.teardown(() => drained("RESUME"))
    const stuck = await driver.submit(job(), alice)
    // Another reason comes first, until Slurm has looked at the queue again.
    const waits = await until(driver, stuck, reason => reason.startsWith("Nodes required for job are DOWN, DRAINED"))
    t.match(sentenceFor(waits.reason), /^The nodes that the job needs are down/)
    await cancel(stuck)
  })

  t.test("Slurm's table of errors knows what this Slurm says", async t => {
    const library = "/usr/lib/x86_64-linux-gnu/slurm-wlm/libslurmfull.so"
    const ask = [
      "import ctypes, sys",
      "text = ctypes.CDLL(sys.argv[1]).slurm_strerror",
      "text.restype = ctypes.c_char_p",
      "for number in range(2000, 3000): print((text(number) or b'').decode())",
    ]
    const said = (await lab.run(["python3", "-c", ask.join("\n"), library])).split("\n")
    const { refusals } = await import("../../../../spawners/slurm/cli/slurm-errors.ts")
    const open = said.filter(text => text !== "" && !/^Unknown error/.test(text) && !refusals.has(text))
    const known = /requires? restart|try again|try a different|standby|state|currently|execution|credential|running/i
    const more = /immediately|internal error|burst buffer|heartbeat|maintenance|Job killed/i
    t.same(
      open.filter(text => !known.test(text) && !more.test(text)),
      [],
      "a text that is no refusal is left out on purpose",
    )
  })
}
