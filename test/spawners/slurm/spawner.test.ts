/** The slurm spawner on the real cluster: jobs that start, report what they got, end, and are found again. */
import t from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import type { JobStatus, StartRequest } from "../../../hub/plugin/spawner.ts"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { spawnerContract } from "../../contract/spawner.ts"
import { cluster } from "../../support/cluster.ts"
import {
  clusterSettings,
  instant,
  jupyter,
  restSettings,
  scriptedExec,
  slurmContext,
  slurmRun,
} from "../../support/slurm.ts"

const lab = await cluster(t, "spawner")

t.test(
  "an image that a person brought is looked at with the eyes of who starts it, the store's with the hub's",
  async t => {
    const passwd = (name: string) => `${name}:x:20001:20001::/home/${name}:/bin/bash\n`
    const exec = scriptedExec(argv => (argv.includes("getent") ? { stdout: passwd(argv.at(-1) ?? "") } : { code: 1 }))
    const plain = slurmContext({ exec_prefix: ["as", "{username}"], service_prefix: ["svc"] }, { exec })
    const { check } = createSlurmSpawner()
    for (const origin of ["store", "own", "shared"] as const)
      await check(slurmRun("bob", { container: { ...jupyter, origin } }), plain)
    const looks = exec.calls.filter(({ argv }) => argv.includes("stat")).map(({ argv }) => argv.slice(0, 2).join(" "))
    t.same(looks, ["svc stat", "as bob"])
  },
)

if (lab) {
  const settings = clusterSettings(lab)
  const context = slurmContext({ ...settings, batchspawner_singleuser_cmd: "env" })
  const rest = { ...restSettings(lab), batchspawner_singleuser_cmd: "env" }
  const spawner = createSlurmSpawner()

  /** Asks until the status is this one: what Slurm does in its own time is awaited, not slept for. */
  const until = async (run: StartRequest, wanted: JobStatus["status"], seconds = 60): Promise<JobStatus> => {
    for (let left = seconds * 10; left > 0; left--) {
      const status = (await spawner.poll([run], context)).get(run.id)
      if (status?.status === wanted) return status
      await context.clock.sleep(100)
    }
    throw new Error(`the job is not ${wanted} after ${seconds} seconds`)
  }
  const started = async (run: StartRequest, ctx = context): Promise<StartRequest> => ({
    ...run,
    state: (await spawner.start(run, ctx)).state,
  })
  const logOf = async (run: StartRequest) => (await spawner.log(run, context)) ?? ""

  t.test("a job gets its GPU, its container, its scratch folder, its home and its user, and ends", async t => {
    const report = `echo node $(hostname) user $(id -un) gpu $CUDA_VISIBLE_DEVICES image $APPTAINER_CONTAINER
      echo scratch $CARME_SCRATCH; touch $CARME_SCRATCH/x && echo writable; echo cwd $PWD
      echo url $JUPYTERHUB_SERVICE_URL token $JUPYTERHUB_API_TOKEN`
    const asked = slurmRun("alice", { cmd: ["sh", "-c", report] })
    const run = await started({ ...asked, demand: { ...asked.demand, gpus: 1, gpuType: "a100" } })
    t.match(run.state.job_id, /^\d+$/)
    const end = await until(run, "gone")
    t.match(end, { status: "gone", exitCode: 0 })
    const log = await logOf(run)
    t.match(log, /node n[12] user alice gpu [01] image \/srv\/images\/jupyter\.sqfs/)
    t.match(log, new RegExp(`scratch /scratch/${run.state.job_id}\nwritable\ncwd /home/alice`))
    t.match(log, "url http://0.0.0.0:0/user/x/ token canary-token-of-a-test")
    t.same(await lab.run(["sh", "-c", "ls /home/alice/.carme-hub/*.env 2>/dev/null || true"]), "")
    t.match(await lab.run(["stat", "-c", "%a %U", `/home/alice/.carme-hub/${run.id}.log`]), "600 alice")
  })

  t.test("a job on two nodes has its GPUs on both, and its server on the first", async t => {
    const asked = slurmRun("bob", { cmd: ["sh", "-c", "echo nodes $SLURM_NNODES on $(hostname); sleep 300"] })
    const run = await started({ ...asked, demand: { ...asked.demand, gpus: 4, gpuType: "a100", nodes: 2 } })
    t.match(await until(run, "running"), { status: "running", node: "n1" })
    const shown = await lab.run(["scontrol", "show", "job", String(run.state.job_id)])
    t.match(shown, /NumNodes=2/)
    t.match(shown, /AllocTRES=\S*node=2\S*gres\/gpu=4/, "Slurm counts as many GPUs as the hub charges")
    // A job runs before its container does.
    for (let looks = 0; looks < 300 && !(await logOf(run)).includes("nodes"); looks++) await context.clock.sleep(100)
    t.match(await logOf(run), "nodes 2 on n1")
    await spawner.stop(run, context)
    await until(run, "gone")
  })

  for (const driver of ["cli", "rest"]) {
    t.test(`the token is nowhere but in the job itself (${driver})`, async t => {
      const run = await started(
        slurmRun("bob", { cmd: ["sleep", "300"] }),
        driver === "rest" ? slurmContext(rest) : context,
      )
      t.match(await until(run, "running"), {
        status: "running",
        node: /^n[12]$/,
        address: { host: /^10\.77\.\d+\.1[12]$/ },
      })
      const id = String(run.state.job_id)
      const seen = [
        await lab.run(["sacct", "--allusers", "--jobs", id, "--batch-script"]),
        await lab.run(["sacct", "--allusers", "--jobs", id, "--env-vars"]),
        await lab.run(["scontrol", "show", "job", id]),
        await lab.run(["scontrol", "write", "batch_script", id, "-"]),
        await lab.node(1, ["ps", "axww", "-o", "args"]),
        await lab.node(2, ["ps", "axww", "-o", "args"]),
      ]
      t.match(seen[0], run.id, "the accounting keeps the script")
      t.notMatch(seen.join("\n"), "canary-token-of-a-test")
      t.match(
        await lab.run(["sh", "-c", `tr '\\0' '\\n' </proc/$(pgrep -u bob sleep)/environ || true`]).catch(() => ""),
        "",
      )
      await spawner.stop(run, context)
      t.match(await until(run, "gone"), { status: "gone", reason: "The job was cancelled." })
    })
  }

  t.test("a job is found by its name while it lives", async t => {
    const run = slurmRun("carol", { cmd: ["sleep", "300"] })
    const never = slurmRun("carol")
    t.same(await spawner.find([run, never], context), new Map())
    const { state } = await spawner.start(run, context)
    t.same(await spawner.find([run, never], context), new Map([[run.id, state]]))
    await spawner.stop(run, context)
    await until({ ...run, state }, "gone")
    t.same(await spawner.find([run, never], context), new Map())
  })

  t.test("a job that waits says why, and one that is cancelled before it ran leaves no environment file", async t => {
    const asked = slurmRun("alice", { cmd: ["sleep", "300"] })
    const run = await started({ ...asked, demand: { ...asked.demand, cpus: 8, memoryMb: 4000 } })
    const second = await started({
      ...asked,
      id: `${asked.id}-b`,
      demand: { ...asked.demand, cpus: 8, memoryMb: 4000 },
    })
    const third = await started({ ...asked, id: `${asked.id}-c`, demand: { ...asked.demand, cpus: 8, memoryMb: 4000 } })
    await until(run, "running")
    await until(second, "running")
    const status = await until(third, "pending")
    t.match(status, { status: "pending", reason: /^(None|Resources|Priority)/, text: /\.$/ })
    t.match(await lab.run(["ls", "/home/alice/.carme-hub"]), `${third.id}.env`)
    await Promise.all([run, second, third].map(r => spawner.stop(r, context)))
    t.match(await until(third, "gone"), { status: "gone", exitCode: null, reason: "The job was cancelled." })
    t.notMatch(await lab.run(["ls", "/home/alice/.carme-hub"]), ".env")
    await Promise.all([until(run, "gone"), until(second, "gone")])
  })

  t.test("what Slurm refuses is told in Slurm's words, and leaves nothing behind", async t => {
    const asked = slurmRun("alice")
    const greedy = { ...slurmRun("alice"), demand: { ...asked.demand, gpus: 9, gpuType: "a100" } }
    await t.rejects(spawner.start(greedy, context), { status: 403, message: /^Slurm refused the job: .*not available/ })
    const nowhere = { ...asked, queue: { ...(asked.queue as NonNullable<typeof asked.queue>), partition: "nowhere" } }
    await t.rejects(spawner.start(nowhere, context), { status: 403, message: /invalid partition/i })
    const qos = { ...asked, queue: { ...(asked.queue as NonNullable<typeof asked.queue>), qos: "single" } }
    await t.rejects(spawner.start({ ...qos, demand: { ...asked.demand, gpus: 2 } }, context), {
      status: 403,
      message: /QOS|limit/i,
    })
    t.notMatch(await lab.run(["ls", "/home/alice/.carme-hub"]), ".env")
    t.same(await spawner.find([greedy, nowhere, qos], context), new Map())
  })

  t.test("a failed job says with what code, and its log says why", async t => {
    const run = await started(slurmRun("bob", { cmd: ["sh", "-c", "echo no space left >&2; exit 7"] }))
    t.match(await until(run, "gone"), { status: "gone", reason: /failed/ })
    t.match(await logOf(run), "no space left")
  })

  t.test("a slurmctld that is not there is unknown, and nothing is lost", async t => {
    const run = await started(slurmRun("bob", { cmd: ["sleep", "300"] }))
    await until(run, "running")
    await lab.halt("slurmctld")
    const other = slurmRun("bob")
    const failure = { status: 503, message: /Slurm does not answer/ }
    // Slurm's commands try for ten seconds each, so all at once.
    await Promise.all([
      spawner
        .poll([run], context)
        .then(answer => t.match(answer.get(run.id), { status: "unknown", cause: /does not answer/ })),
      t.rejects(spawner.find([run], context), failure),
      t.rejects(spawner.stop(run, context), failure),
      t.rejects(spawner.start(other, context), failure),
    ])
    await lab.restart("slurmctld")
    t.match(await until(run, "running"), { status: "running" })
    t.same(await spawner.find([other], context), new Map())
    await spawner.stop(run, context)
    await until(run, "gone")
  })

  for (const driver of ["cli", "rest"]) {
    t.test(`a site's own Jinja script starts the server too, in a job step and its container (${driver})`, async t => {
      const batch_script = `#!/bin/bash
#SBATCH --output={{homedir}}/site-%j.log
#SBATCH --export={{keepvars}}
#SBATCH --get-user-env=L
{% if gres %}#SBATCH --gres={{gres}}
{% endif %}set -euo pipefail
echo prologue in $PATH
{% if srun %}{{srun}} {% endif %}{{cmd}}
echo ended gracefully
`
      const site = slurmContext({
        ...(driver === "rest" ? rest : settings),
        batchspawner_singleuser_cmd: "env",
        batch_script,
      })
      const report =
        'echo "step $SLURM_STEP_ID gpu $CUDA_VISIBLE_DEVICES image $APPTAINER_CONTAINER token $JUPYTERHUB_API_TOKEN"'
      const asked = slurmRun("carol", { cmd: ["sh", "-c", report] })
      const run = await started({ ...asked, demand: { ...asked.demand, gpus: 1, gpuType: "a100" } }, site)
      t.match(await until(run, "gone"), { status: "gone", exitCode: 0 })
      const log = (await spawner.log(run, site)) ?? ""
      t.match(log, /prologue in .*\/usr\/bin/)
      t.match(log, /step 0 gpu [01] image \/srv\/images\/jupyter\.sqfs token canary-token-of-a-test\nended gracefully/)
      t.match(await lab.run(["ls", "/home/carol"]), `site-${run.state.job_id}.log`)
      t.notMatch(await lab.run(["sacct", "--allusers", "--jobs", String(run.state.job_id), "--env-vars"]), "canary")
    })
  }

  for (const driver of ["cli", "rest"]) {
    t.test(`the contract of every spawner (${driver})`, t =>
      spawnerContract(t, {
        spawner,
        context: driver === "rest" ? slurmContext(rest) : context,
        offer: { queues: [instant], containers: [jupyter], limits: noLimits },
        request: () => slurmRun("carol", { cmd: ["sleep", "300"] }),
        badOptions: [
          { gpus: "--wrap=id" },
          { container: "../x" },
          { nodes: 2 },
          { queue: ["a", "b"] },
          { walltime: true },
        ],
        pause: () => context.clock.sleep(100),
        patience: 600,
      }),
    )
  }

  t.test("accounts and images are checked before anything is submitted", async t => {
    await spawner.check(slurmRun("alice"), context)
    const says = async (run: StartRequest, status: number, message: RegExp) =>
      t.rejects(spawner.check(run, context), { status, message })
    await says(slurmRun("nosuchuser"), 403, /no such account/)
    await says(slurmRun("root"), 403, /account of the system/)
    await says(slurmRun("nobody"), 403, /account of the system/)
    for (const name of ["-u", "#0", "a b", "alice\n", "$(id)", "a".repeat(256)])
      await says(slurmRun(name), 403, /name is not one/)
    const withImage = (image: string) =>
      slurmRun("alice", {
        container: { name: "x", displayName: "", description: "", image, binds: [], isDefault: false },
      })
    await says(withImage("/srv/images/missing.sif"), 400, /does not exist/)
    await says(withImage("/etc/passwd"), 400, /neither a SIF nor a squashfs/)
    await says(withImage("/dev/null"), 400, /not a file/)
  })
}
