/** The doctor's questions to Slurm and through the prefix, with answers that refuse. */
import t from "tap"
import { diagnoseSlurm } from "../../../../spawners/slurm/doctor/diagnose.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const account = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }
const settings = { exec_prefix: ["as", "{username}"], service_prefix: ["svc"] }

t.test("a good site, and nobody to run as", async t => {
  const exec = scriptedExec(argv => ({ stdout: argv.includes("scontrol") ? "SLURM_VERSION = 24.11.5\n" : "" }))
  const context = slurmContext(settings, { exec })
  const found = await diagnoseSlurm(account, context)
  t.match(found[0], { id: "slurm", status: "ok", what: "Slurm 24.11.5 answers." })
  t.match(found.at(-1), { id: "prefix", status: "ok" })
  t.notOk((await diagnoseSlurm(null, context)).some(({ id }) => id === "prefix"))
})

t.test("Slurm does not answer, and sudo refuses one command", async t => {
  const exec = scriptedExec(argv => {
    if (argv.includes("scontrol")) return { code: 1, stderr: "Unable to contact slurm controller" }
    return argv.includes("dd") ? { code: 1, stderr: "sudo: a password is required" } : {}
  })
  t.match(await diagnoseSlurm(account, slurmContext(settings, { exec })), [
    { id: "slurm", status: "failed", what: /Unable to contact/ },
    { id: "prefix", status: "failed", what: /alice: dd \(sudo: a password/ },
  ])
})
