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

t.test("a booking that keeps nodes from the job is told as one, with what to do", async t => {
  for (const gap of [" ", "_"]) {
    const words = (text: string) => sentenceFor(text.replaceAll(" ", gap))
    t.match(words("ReqNodeNotAvail, May be reserved for other job"), /booked by others .* may start sooner$/)
    t.match(words("ReqNodeNotAvail, Reserved for maintenance"), /booked for maintenance: .* short enough/)
  }
  t.match(sentenceFor("ReqNodeNotAvail"), /down, reserved or in use$/)
  t.match(sentenceFor("Reservation"), /booking .* to begin$/)
  t.match(sentenceFor("ReservationInvalid"), /start without the booking$/)
  t.match(sentenceFor("ReservationDeleted"), /start without the booking$/)
})

t.test("what never starts by itself says so, and what to do", async t => {
  const held = [
    "JobHoldMaxRequeue",
    "launch_failed_requeued_held",
    "launch failed requeued held",
    "(launch failed requeued held)",
    "user_env_retrieval_failed_requeued_held",
    "job_requeued_in_held_state",
    "InvalidQOS",
    "InvalidAccount",
    "QOSNotAllowed",
    "AccountNotAllowed",
    "DependencyNeverSatisfied",
    "BadConstraints",
    "PartitionTimeLimit",
    "PartitionNodeLimit",
    "AssocMaxGRESPerJob",
    "AssocMaxWallDurationPerJobLimit",
    "QOSMaxCpuPerJobLimit",
    "QOSMinGRES",
  ]
  for (const reason of held) t.match(sentenceFor(reason), /it will not start like this\. Stop it/, reason)
  t.match(sentenceFor("JobHeldUser"), /will not start until somebody releases it/)
  t.match(sentenceFor("JobHeldAdmin"), /will not start until they release it/)
  t.match(sentenceFor("AssocGrpGRESMinutes"), /GPUs for your account .*budget is used up/)
  t.match(sentenceFor("AssocGrpGRES"), /asks for more than the whole limit never starts/)
})

t.test("reasons with blanks are told whole", async t => {
  const nodes = "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions"
  for (const reason of [nodes, nodes.replaceAll(" ", "_"), `(${nodes})`]) {
    t.match(sentenceFor(reason), /^The nodes that the job needs are down, or kept/, reason)
  }
  t.equal(sentenceFor("Waiting for the moon to rise"), "Waiting in the queue (Waiting for the moon to rise)")
  t.equal(sentenceFor("a\u001b[0m b"), "Waiting in the queue (a?[0m b)")
})

t.test("what is not in the table is told in Slurm's own word", async t => {
  t.equal(sentenceFor("SomethingNew"), "Waiting in the queue (SomethingNew)")
  t.equal(sentenceFor("constructor"), "Waiting in the queue (constructor)")
  t.equal(sentenceFor(""), "Waiting in the queue")
})
