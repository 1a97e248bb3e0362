/** A site's script with the environment in front, run by real shells. */
import { chmodSync, existsSync, writeFileSync } from "node:fs"
import t from "tap"
import { exec } from "../../../../hub/core/exec.ts"
import { loaderCommand } from "../../../../spawners/slurm/batch-script.ts"
import { isShellScript, withEarlyEnvironment } from "../../../../spawners/slurm/script/early-environment.ts"

const env = { PATH: "/usr/bin:/bin", HOME: "/root", SLURM_EXPORT_ENV: "NONE" }

for (const shell of ["#!/bin/bash", "#!/bin/bash -l", "#!/bin/sh", "#!/usr/bin/env bash"]) {
  t.test(`what the script does before {{cmd}} sees the environment, and what it sets stays (${shell})`, async t => {
    const dir = t.testdir()
    const file = `${dir}/it's.env`
    const run = async (body: string, keeps: boolean) => {
      writeFileSync(file, "TOKEN=a'b $(id)\nc\0NAME=from-hub\0", { mode: 0o600 })
      writeFileSync(`${dir}/script`, withEarlyEnvironment(`${shell}\n#SBATCH -x\n${body}`, file, "run-1", keeps))
      chmodSync(`${dir}/script`, 0o700)
      return exec([`${dir}/script`, "one arg"], { env })
    }
    const cmd = loaderCommand(file, ["sh", "-c", `'echo "$TOKEN $NAME $0"'`], "run-1")
    const said = await run(`set -eu\necho "$TOKEN $SLURM_EXPORT_ENV $1"\nexport NAME=mine\n${cmd} x\n`, true)
    t.match(said, { code: 0, stdout: "a'b $(id)\nc ALL one arg\na'b $(id)\nc mine x\n" }, said.stderr)
    t.notOk(existsSync(file), "taken away by {{cmd}}")
    t.match(await run(`env -i /usr/bin/env ${cmd} x\n`, true), { code: 0, stdout: "a'b $(id)\nc from-hub x\n" })
    t.match(await run('echo "$TOKEN"\n', false), { code: 0, stdout: "a'b $(id)\nc\n" })
    t.notOk(existsSync(file), "or at once, where the script has none")
  })
}

t.test("which scripts are of a shell", async t => {
  for (const yes of ["#!/bin/bash\n", "#! /usr/bin/env -S bash -l\n", "#!/usr/bin/zsh\n", "#!/bin/sh"])
    t.ok(isShellScript(yes))
  for (const no of ["#!/usr/bin/env python3\n", "#!/bin/tcsh\n", "/etc/x.sh\n", ""]) t.notOk(isShellScript(no))
})
