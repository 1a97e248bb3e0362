/** The scratch folder of a job, by a real bash: made, announced, shown at home, and gone however the job ends. */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import t from "tap"
import { scratch as scratchKind } from "../../../../hub/config/carme/scratch.ts"
import { exec } from "../../../../hub/core/exec.ts"
import { homeFolderPart, scratchPart } from "../../../../spawners/slurm/script/scratch-part.ts"
import { quoted } from "../../../../spawners/slurm/shell-words.ts"

function part(settings: Readonly<Record<string, unknown>>): string {
  const entry = scratchKind.parse({ a: settings }).a
  if (!entry) throw new Error("no entry")
  return `${scratchPart(entry, "alice")}\nmounts=()\n${homeFolderPart(entry)}`
}

async function run(dir: string, script: string) {
  const env = {
    PATH: `${dir}/bin:${process.env.PATH}`,
    HOME: `${dir}/home`,
    SLURM_JOB_ID: "42",
    SLURM_JOB_NAME: "carme-x",
  }
  return exec(["bash"], { env, input: `run_dir=${quoted(dir)}\n${script}` })
}

t.test("made with a note of what it is, for its owner alone, and gone at the end", async t => {
  const dir = t.testdir({ home: {} })
  const path = `${dir}/s p/{username}/{job_id}x`
  const look = 'stat -c %a "$CARME_SCRATCH"; cat "$CARME_SCRATCH/README.txt"; echo "$CARME_SCRATCH"'
  const { stdout, stderr } = await run(dir, `${part({ path })}\n${look}`)
  t.match(stdout, /^700\nThis folder is for job 42 alone[\s\S]*Free at the start: \d/)
  t.match(stdout, `${dir}/s p/alice/42x\n`)
  t.equal(stderr, "")
  t.notOk(existsSync(`${dir}/s p/alice/42x`))
})

t.test("gone too when the job is ended by a signal, or by a failure before its server", async t => {
  for (const end of ["kill -TERM $$", "kill -HUP $$", "exit 78"]) {
    const dir = t.testdir({ home: {} })
    await run(dir, `${part({ path: `${dir}/s/{job_id}` })}\n[ -d "$CARME_SCRATCH" ] && touch ${dir}/seen\n${end}`)
    t.ok(existsSync(`${dir}/seen`))
    t.notOk(existsSync(`${dir}/s/42`), end)
  }
})

t.test("what is in a folder that the site's prolog made stays as it is", async t => {
  const dir = t.testdir({ s: { 42: { kept: "" } } })
  await run(dir, part({ path: `${dir}/s/{job_id}` }))
  t.ok(existsSync(`${dir}/s/42/kept`))
  t.notOk(existsSync(`${dir}/s/42/README.txt`))
})

const skip = process.getuid?.() === 0 ? false : "only root can give files away"
t.test("one that somebody else made before is not used, and not touched", { skip }, async t => {
  const dir = t.testdir({ s: { 42: {} } })
  chownSync(`${dir}/s/42`, 20_002, 20_002)
  const result = await run(dir, `${part({ path: `${dir}/s/{job_id}` })}\necho "<\${CARME_SCRATCH:-}>"`)
  t.match(result, { stdout: "<>\n", stderr: /belongs to somebody else/ })
  t.notMatch(result.stderr, "there is no scratch folder")
  t.ok(existsSync(`${dir}/s/42`))
  t.notOk(existsSync(`${dir}/s/42/README.txt`))
})

t.test("shown at home, unless there are files of the person at that place", async t => {
  const dir = t.testdir({ home: {} })
  const script = `${part({ path: `${dir}/s/{job_id}`, home_folder: "scratch" })}\nprintf '<%s>' "\${mounts[@]}"`
  t.equal((await run(dir, script)).stdout, `<--bind=${dir}/s/42:${dir}/home/scratch>`)
  writeFileSync(`${dir}/home/scratch/mine`, "")
  t.match(await run(dir, script), { stdout: "<>", stderr: /holds files of yours/ })
})

t.test(
  "a file system across the job's nodes is started with their names, and stopped however the job ends",
  async t => {
    const dir = t.testdir({ home: {}, bin: {} })
    const program = (name: string, text: string) => {
      writeFileSync(`${dir}/bin/${name}`, `#!/bin/bash\n${text}\n`)
      chmodSync(`${dir}/bin/${name}`, 0o755)
    }
    program("scontrol", "printf 'n1\\nn2\\n'")
    program(
      "beeond",
      `printf '<%s>' "$@" >>${dir}/calls; echo >>${dir}/calls; [ "$1" != start ] || cat "$3" >>${dir}/calls`,
    )
    const nodefile = `${dir}/carme-x.nodes`
    const script = part({ kind: "beeond", path: `${dir}/mnt/{job_id}` })
    await run(dir, `${script}\necho "in $CARME_SCRATCH" >>${dir}/calls\nkill -TERM $$`)
    t.equal(
      readFileSync(`${dir}/calls`, "utf8"),
      `<start><-n><${nodefile}><-d></data/beeond/42><-c><${dir}/mnt/42>\nn1\nn2\nin ${dir}/mnt/42\n<stop><-n><${nodefile}><-L><-d>\n`,
    )
    t.notOk(existsSync(nodefile))
    program("beeond", '[ "$1" = stop ]')
    mkdirSync(`${dir}/mnt/42`, { recursive: true })
    t.match(await run(dir, `${script}\ntouch ${dir}/started`), { code: 75, stderr: /could not be started/ })
    t.notOk(existsSync(`${dir}/started`))
  },
)
