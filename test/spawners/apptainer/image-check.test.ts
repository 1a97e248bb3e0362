/** Images, things that are none, and things that nobody may read. */
import { mkdirSync, writeFileSync } from "node:fs"
import t from "tap"
import { checkImage } from "../../../spawners/apptainer/image-check.ts"
import { scriptedExec, slurmContext } from "../../support/slurm.ts"

t.test("SIF, squashfs and unpacked images pass; everything else is named", async t => {
  const dir = t.testdir()
  const file = (name: string, content: string) => {
    writeFileSync(`${dir}/${name}`, content)
    return `${dir}/${name}`
  }
  const check = (image: string) => checkImage(image, [], slurmContext())
  mkdirSync(`${dir}/sandbox`)
  await check(file("a.sqfs", `hsqs${"\0".repeat(100)}`))
  await check(file("a.sif", `${"#!/usr/bin/env run-singularity\n".padEnd(32, "\0")}SIF_MAGIC\0`))
  await check(`${dir}/sandbox`)
  const says = (image: string, message: RegExp) => t.rejects(check(image), { status: 400, message })
  await says(`${dir}/missing.sif`, /does not exist/)
  await says(file("empty.sif", ""), /it is empty/)
  await says(file("a.tar", "ustar"), /neither a SIF nor a squashfs/)
  await says(`${dir}/a.sif/x`, /does not exist/)
  await says("/dev/null", /character special file, not a file/)
})

t.test("what cannot be looked at is left to the job", async t => {
  for (const answer of [
    { code: 1, stderr: "stat: cannot statx: Permission denied" },
    { code: null, timedOut: true },
  ]) {
    await t.resolves(checkImage("/srv/i.sif", [], slurmContext({}, { exec: scriptedExec(() => answer) })))
  }
})
