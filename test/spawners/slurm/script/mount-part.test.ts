/** The part of the job's script that looks for mounts, run by a real bash on real folders and links. */
import { mkdirSync, symlinkSync } from "node:fs"
import t from "tap"
import { exec } from "../../../../hub/core/exec.ts"
import { jobData } from "../../../../spawners/slurm/data/job-data.ts"
import type { PlannedMount } from "../../../../spawners/slurm/data/planned-mount.ts"
import { mountPart } from "../../../../spawners/slurm/script/mount-part.ts"
import { reportPart } from "../../../../spawners/slurm/script/stage-part.ts"
import { quoted } from "../../../../spawners/slurm/shell-words.ts"

const mount = { target: "/in", readOnly: false, required: false, root: "" }

async function collected(mounts: readonly PlannedMount[]) {
  const script = `data=(${jobData(mounts).map(quoted).join(" ")})\n${reportPart}\n${mountPart}\nprintf '<%s>' "\${mounts[@]}"`
  return exec(["bash"], { env: { PATH: process.env.PATH ?? "" }, input: script })
}

t.test("what is there is bound by its real name, read-only where it has to be", async t => {
  const dir = t.testdir({ "it's data $HOME": {}, link: t.fixture("symlink", "it's data $HOME") })
  const { stdout, stderr } = await collected([{ ...mount, source: `${dir}/link`, readOnly: true }])
  t.equal(stdout, `<--bind=${dir}/it's data $HOME:/in:ro>`)
  t.equal(stderr, "")
})

t.test("what is missing is told, and ends the job only where it is required", async t => {
  const dir = t.testdir({ data: {} })
  const missing = { ...mount, source: `${dir}/missing` }
  const some = await collected([missing, { ...mount, source: `${dir}/data` }])
  t.match(some, { code: 0, stdout: `<--bind=${dir}/data:/in:rw>` })
  t.match(some.stderr, `carme-hub: ${dir}/missing is not there on this node`)
  const none = await collected([{ ...missing, required: true }])
  t.match(none, { code: 78, stdout: "", stderr: /Without it this session does not start/ })
})

t.test(
  "what a person asked for stays below its root, wherever links lead; a twin of the name is not below it",
  async t => {
    const dir = t.testdir({ scratch: { mine: {} }, scratch2: { other: {} }, secret: {} })
    symlinkSync(`${dir}/secret`, `${dir}/scratch/out`)
    symlinkSync(`${dir}/scratch2/other`, `${dir}/scratch/twin`)
    symlinkSync(`${dir}/scratch/mine`, `${dir}/scratch/within`)
    symlinkSync(`${dir}/scratch`, `${dir}/root`)
    const asked = (source: string, root = `${dir}/scratch`) => collected([{ ...mount, source, root }])
    for (const source of [`${dir}/scratch/out`, `${dir}/scratch/twin`, `${dir}/scratch2/other`, `${dir}/scratch2`]) {
      t.match(await asked(source), { stdout: "<>", stderr: /leads out of/ }, source)
    }
    t.equal((await asked(`${dir}/scratch/within`)).stdout, `<--bind=${dir}/scratch/mine:/in:rw>`)
    t.equal((await asked(`${dir}/scratch/mine`, `${dir}/root`)).stdout, `<--bind=${dir}/scratch/mine:/in:rw>`)
    t.equal((await asked(`${dir}/scratch/mine`, `${dir}/scratch/`)).stdout, `<--bind=${dir}/scratch/mine:/in:rw>`)
  },
)

t.test("a name that Apptainer would read as more than one path is not mounted", async t => {
  const dir = t.testdir()
  for (const [index, name] of ["a:b", "a,b", 'a"b', "a\\b", "a\nb"].entries()) {
    mkdirSync(`${dir}/${name}`)
    symlinkSync(`${dir}/${name}`, `${dir}/link${index}`)
    t.match(await collected([{ ...mount, source: `${dir}/link${index}` }]), {
      stdout: "<>",
      stderr: /cannot be mounted/,
    })
  }
})
