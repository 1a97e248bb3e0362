import t from "tap"
import { sentenceFor } from "../../../spawners/slurm/reasons.ts"

t.test("reasons in plain words", async t => {
  t.equal(sentenceFor("Priority"), "Other jobs are before yours in the queue")
  t.match(sentenceFor("ReqNodeNotAvail, UnavailableNodes:n[1-2]"), /down, reserved or in use$/)
  t.match(sentenceFor("QOSMaxGRESPerUser"), /limit on GPUs for you is reached \(QOSMaxGRESPerUser\)/)
  t.match(sentenceFor("AssocGrpGRES"), /limit on GPUs for your account/)
  t.match(sentenceFor("QOSMaxWallDurationPerJobLimit"), /limit on time .* will not start like this/)
  t.match(sentenceFor("AssocMaxJobsLimit"), /limit on jobs for your account/)
})

t.test("what is not in the table is told in Slurm's own word", async t => {
  t.equal(sentenceFor("SomethingNew"), "Waiting in the queue (SomethingNew)")
  t.equal(sentenceFor("constructor"), "Waiting in the queue (constructor)")
  t.equal(sentenceFor(""), "Waiting in the queue")
})
