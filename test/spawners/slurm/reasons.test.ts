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

t.test("what is not in the table is told in Slurm's own word", async t => {
  t.equal(sentenceFor("SomethingNew"), "Waiting in the queue (SomethingNew)")
  t.equal(sentenceFor("constructor"), "Waiting in the queue (constructor)")
  t.equal(sentenceFor(""), "Waiting in the queue")
})
