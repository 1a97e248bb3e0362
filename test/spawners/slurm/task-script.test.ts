/** The script of a task, run by a real bash: values arrive as they are, whatever is in them. */
import { chmodSync, statSync, writeFileSync } from "node:fs"
import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { taskScript } from "../../../spawners/slurm/task-script.ts"

const alice = { name: "alice", uid: 20001, home: "/home/a l", shell: "/bin/bash" }
const req = { prologue: "" } as Parameters<typeof taskScript>[3]["req"]

t.test("values, files and apptainer", async t => {
  const dir = t.testdir({ "t.log": "", apptainer: '#!/bin/bash\nprintf "<%s>" "$@" "$APPTAINER_BIND"; echo\n' })
  chmodSync(`${dir}/apptainer`, 0o755)
  const files = { folder: dir, log: `${dir}/t.log`, input: `${dir}/t.in`, result: `${dir}/t.result` }
  const odd = `a'; touch ${dir}/pwned; $(touch ${dir}/pwned)\n"\\ --bind=/etc`
  const script = taskScript(
    {
      id: "carme-x-1",
      script: 'carme_apptainer exec "$uri"; echo "$HOME $input $result $scratch"',
      values: { uri: odd },
    },
    alice,
    files,
    { apptainer: [`${dir}/apptainer`, "-q"], req, scratchDir: "/scratch/{job_id}" },
  )
  const env = { PATH: "/usr/bin:/bin", APPTAINER_BIND: "/etc:/mnt", SLURM_JOB_ID: "42" }
  const { stdout, stderr } = await exec(["bash"], { env, input: script })
  t.equal(stderr, "")
  t.equal(stdout, `<-q><exec><${odd}><>\n/home/a l ${dir}/t.in ${dir}/t.result /scratch/42\n`)
  t.throws(() => statSync(`${dir}/pwned`))
  t.equal(statSync(files.log).mode & 0o777, 0o600)
})

t.test("the site's prologue runs before; a value that bash cannot hold is refused", async t => {
  const dir = t.testdir()
  writeFileSync(`${dir}/l`, "")
  const files = { folder: dir, log: `${dir}/l`, input: `${dir}/i`, result: `${dir}/r` }
  const settings = { apptainer: ["apptainer"], req: { ...req, prologue: "tool=loaded" }, scratchDir: "" }
  const task = { id: "carme-x-1", script: 'echo "$tool"', values: {} }
  t.match(taskScript(task, alice, files, settings), /^#!\/bin\/bash -l\n/)
  t.match(await exec(["bash"], { env: {}, input: taskScript(task, alice, files, settings) }), { stdout: "loaded\n" })
  for (const values of [{ uri: "a\0b" }, { "x y": "" }, { PATH: "" }]) {
    t.throws(() => taskScript({ ...task, values: values as Record<string, string> }, alice, files, settings))
  }
})
