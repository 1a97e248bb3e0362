/** The job script, run by a real bash: what it does with the environment, the scratch folder and odd characters. */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { batchScript, containedCommand, loaderCommand, type ScriptParts } from "../../../spawners/slurm/batch-script.ts"
import { scratchFor } from "../../../spawners/slurm/data/scratch-for.ts"
import { quoted } from "../../../spawners/slurm/shell-words.ts"

const env = { PATH: "/usr/bin:/bin", SLURM_JOB_ID: "42", APPTAINER_BIND: "/etc:/mnt", HOME: "/somewhere" }

/** A folder with an `apptainer` that prints its words and runs what comes after the image. */
function site(dir: string): ScriptParts {
  mkdirSync(`${dir}/it's $HOME/runs`, { recursive: true })
  const runDir = `${dir}/it's $HOME/runs`
  writeFileSync(`${runDir}/r.env`, "HOME=/home/a b\0TOKEN=$(id)'\n\"\0", { mode: 0o600 })
  writeFileSync(`${runDir}/r.log`, "", { mode: 0o644 })
  const apptainer = `${dir}/apptainer`
  writeFileSync(
    apptainer,
    `#!/bin/bash\nprintf '<%s>' "$@"; echo\nwhile [ "$1" != /srv/i.sif ]; do shift; done; shift; exec "$@"\n`,
  )
  chmodSync(apptainer, 0o755)
  return {
    runId: "carme-x-1",
    runDir,
    environmentFile: `${runDir}/r.env`,
    log: `${runDir}/r.log`,
    container: { image: "/srv/i.sif", binds: ["/data:/data:ro", "/it's"] },
    apptainer: [apptainer],
    username: "alice",
    launcher: { folder: "", isNeeded: false },
    scratch: scratchFor({}, `${dir}/scratch/{job_id}`, null),
    command: ["bash", "-c", quoted('echo "token=$TOKEN scratch=$CARME_SCRATCH bind=$APPTAINER_BIND"; exit 3')],
    prologue: "",
    epilogue: "",
  }
}

t.test("the environment is read without being evaluated, then gone; the exit code is the server's", async t => {
  const parts = site(t.testdir())
  const { code, stdout, stderr } = await exec(["bash"], { env, input: batchScript(parts) })
  const scratch = `${t.testdirName}/scratch/42`
  t.equal(code, 3)
  t.equal(stderr, "")
  t.match(stdout, `<exec><--pwd=/home/a b><--bind=${scratch}><--bind=/data:/data:ro><--bind=/it's></srv/i.sif><bash>`)
  t.match(stdout, `token=$(id)'\n" scratch=${scratch} bind=\n`)
  t.notOk(existsSync(parts.environmentFile))
  t.notOk(existsSync(scratch), "what the script made it takes away")
  t.equal(statSync(parts.log).mode & 0o777, 0o600)
  t.notMatch(batchScript(parts), "$(id)")
})

t.test("a scratch folder that the site's prolog made is left to its epilog", async t => {
  const parts = site(t.testdir())
  const scratch = `${t.testdirName}/scratch/42`
  mkdirSync(scratch, { recursive: true })
  await exec(["bash"], { env, input: batchScript(parts) })
  t.ok(existsSync(scratch))
})

t.test("a job that is asked to end hands that on to its server, and still runs what comes after it", async t => {
  const parts = {
    ...site(t.testdir()),
    container: null,
    command: ["bash", "-c", quoted("trap 'kill $!; echo ending; exit 5' TERM; sleep 20 & kill -TERM $PPID; wait")],
    epilogue: "echo after $status",
  }
  const { code, stdout } = await exec(["bash"], { env, input: batchScript(parts) })
  t.equal(code, 5)
  t.match(stdout, /ending\nafter 5\n$/)
  t.notOk(existsSync(`${t.testdirName}/scratch/42`), "the scratch folder is gone all the same")
})

t.test("programs of a session can be interrupted", async t => {
  const python = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
  const parts = { ...site(t.testdir()), container: null, command: ["python3", "-c", quoted(python)] }
  t.match(
    (await exec(["bash"], { env: { ...env, PATH: process.env.PATH ?? "" }, input: batchScript(parts) })).stdout,
    "True",
  )
})

t.test("the site's prologue and epilogue run around the server, in a login shell", async t => {
  const parts = {
    ...site(t.testdir()),
    container: null,
    scratch: null,
    prologue: "echo before",
    epilogue: "echo after $status",
  }
  const script = batchScript(parts)
  t.match(script, /^#!\/bin\/bash -l\n/)
  t.match((await exec(["bash"], { env, input: script })).stdout, /^before\ntoken=[\s\S]*\nafter 3\n$/)
  t.match(batchScript(site(t.testdir())), /^#!\/bin\/bash\n/)
})

t.test("without its environment file a job ends at once and says so", async t => {
  const parts = { ...site(t.testdir()), environmentFile: "/nonexistent/file" }
  const script = batchScript(parts).replace("sleep 1", "true")
  t.match(await exec(["bash"], { env, input: script }), { code: 78, stderr: /environment file .* is missing/ })
})

const skip = process.getuid?.() === 0 ? false : "only root can give files away"
t.test("an environment file that somebody else wrote is not read", { skip }, async t => {
  const parts = site(t.testdir())
  chownSync(parts.environmentFile, 20_002, 20_002)
  const { code, stdout, stderr } = await exec(["bash"], { env, input: batchScript(parts) })
  t.match({ code, stdout, stderr }, { code: 78, stdout: "", stderr: /belongs to somebody else/ })
})

t.test("a rescue session has a folder of its own, which was not there before", async t => {
  const parts = { ...site(t.testdir()), container: null, command: ["stat", "-c", "%a", `${t.testdirName}/rescue`] }
  const rescued = () => {
    writeFileSync(parts.environmentFile, `CARME_RESCUE=1\0JUPYTER_RUNTIME_DIR=${t.testdirName}/rescue/runtime\0`)
    return exec(["bash"], { env, input: batchScript(parts) })
  }
  t.match(await rescued(), { code: 0, stdout: "700\n" })
  t.match(await rescued(), { code: 73, stdout: "" })
})

t.test("the command for a site's own script loads the environment, alone or after srun", async t => {
  const parts = site(t.testdir())
  const command = loaderCommand(parts.environmentFile, parts.command, parts.runId)
  const bare = await exec(["bash", "-c", `env -- ${command}`], { env })
  t.match(bare, { code: 3, stdout: /^token=\$\(id\)'\n" scratch= bind=\n$/ })
  writeFileSync(parts.environmentFile, "HOME=/home/a b\0TOKEN=t\0")
  const contained = await exec(["bash", "-c", containedCommand(parts)], { env })
  t.match(contained, { code: 3, stdout: /<exec><--pwd=\/home\/a b>.*<\/srv\/i.sif>[\s\S]*token=t/ })
  t.equal(readFileSync(parts.log, "utf8"), "")
})
