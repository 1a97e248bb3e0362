import t from "tap"
import { runDirOf, runFiles } from "../../../spawners/slurm/run-files.ts"
import { slurmRun } from "../../support/slurm.ts"

const alice = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }

t.test("the site's folder with the user's names in it", async t => {
  t.same(runFiles("{homedir}/.carme-hub", alice, "carme-a-1"), {
    folder: "/home/alice/.carme-hub",
    environment: "/home/alice/.carme-hub/carme-a-1.env",
    log: "/home/alice/.carme-hub/carme-a-1.log",
  })
  t.equal(runFiles("/work/{username}/runs/", alice, "r").log, "/work/alice/runs/r.log")
  t.throws(() => runFiles("runs", alice, "r"), { status: 500, message: /no absolute path/ })
})

t.test("a rescue session has its files elsewhere", async t => {
  const dirs = { runDir: "{homedir}/.carme-hub", rescueDir: "/scratch/{username}" }
  const { demand } = slurmRun("alice")
  t.equal(runDirOf({ demand }, dirs), dirs.runDir)
  t.equal(runDirOf({ demand: { ...demand, rescue: true } }, dirs), dirs.rescueDir)
  t.equal(runDirOf({ demand: { ...demand, rescue: true } }, { ...dirs, rescueDir: "" }), dirs.runDir)
})
