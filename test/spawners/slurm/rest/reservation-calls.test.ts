/** Bookings over a slurmrestd of 25.05 and later, which could not be run here: what is sent, by the published specification. */
import t from "tap"
import type { ReservationRequest } from "../../../../hub/plugin/scheduler.ts"
import { cliDriver } from "../../../../spawners/slurm/cli/cli-driver.ts"
import type { RestAnswer } from "../../../../spawners/slurm/rest/answer.ts"
import type { RestClient } from "../../../../spawners/slurm/rest/client.ts"
import { restReservations } from "../../../../spawners/slurm/rest/reservation-calls.ts"
import { readSettings } from "../../../../spawners/slurm/settings.ts"
import { slurmContext } from "../../../support/slurm.ts"

const yes = (body: unknown): RestAnswer => ({ ok: true, body, warnings: [] })
const no = (number: number, says: string): RestAnswer => ({ ok: false, no: { number, says } })
const there = {
  reservations: [
    { name: "there", node_list: "n1", start_time: { set: true, number: 1000 }, end_time: { set: true, number: 2000 } },
  ],
}

function bookings(answers: Readonly<Record<string, RestAnswer>> = {}, version = "0.0.43") {
  const sent: (readonly unknown[])[] = []
  const client: RestClient = {
    version: async () => version,
    serves: async () => true,
    askAccounting: async () => yes({}),
    ask: async (user, method, path, body) => {
      if (method !== "GET") sent.push([user, method, path, body])
      return answers[method] ?? yes(method === "GET" ? there : {})
    },
  }
  const context = slurmContext({ service_prefix: ["/nowhere/in-the-cluster"] })
  // The real exec, and no command there.
  return { sent, calls: restReservations(client, cliDriver(readSettings(context), context), context) }
}
const request: ReservationRequest = {
  name: "carme-7",
  start: new Date(1796119200000),
  end: new Date(1796126400000),
  part: { gpus: 2, gpuType: "a100" },
  partition: "instant",
  users: ["alice", "bob"],
  accounts: [],
  magnetic: true,
  purgeAfterMinutes: 15,
  ignoreJobs: false,
}
const at = (number: number) => ({ set: true, infinite: false, number })

t.test("made with its people, its part and its flags", async t => {
  const { sent, calls } = bookings()
  await calls.createReservation(request)
  await calls.createReservation({ ...request, part: { nodes: ["n1", "n2"] }, magnetic: false, purgeAfterMinutes: null })
  await calls.createReservation({ ...request, part: { nodeCount: 2 }, users: [], accounts: ["lab"], partition: null })
  const common = { name: "carme-7", start_time: at(1796119200), end_time: at(1796126400) }
  const body = (message: object) => [null, "POST", "/reservations/", { reservations: [{ ...common, ...message }] }]
  const flags = { flags: ["MAGNETIC", "PURGE_COMP"], purge_completed: { time: at(900) } }
  t.same(sent, [
    body({
      users: ["alice", "bob"],
      tres: [{ type: "gres", name: "gpu:a100", count: 2 }],
      partition: "instant",
      ...flags,
    }),
    body({ users: ["alice", "bob"], node_list: ["n1", "n2"], partition: "instant" }),
    body({ accounts: ["lab"], node_count: at(2), ...flags }),
  ])
})

t.test("a name that is there is not overwritten, and one that is not there not made by a change", async t => {
  const { sent, calls } = bookings()
  await t.rejects(calls.createReservation({ ...request, name: "there" }), { status: 403, message: /Duplicate/ })
  await t.rejects(calls.updateReservation("away", { end: request.end }), { status: 404, message: /away/ })
  t.same(sent, [])
  await calls.updateReservation("there", { end: request.end })
  await calls.deleteReservation("there")
  t.same(sent, [
    [null, "POST", "/reservations/", { reservations: [{ name: "there", end_time: at(1796126400) }] }],
    [null, "DELETE", "/reservation/there", undefined],
  ])
})

t.test("Slurm's no in each of its meanings", async t => {
  const busy = bookings({ POST: no(2079, "Requested nodes are busy") }).calls.createReservation(request)
  await t.rejects(busy, { status: 403, message: "Slurm refused the booking: Requested nodes are busy" })
  const denied = bookings({ POST: no(2002, "Access/permission denied") }).calls.createReservation(request)
  await t.rejects(denied, { status: 500, message: /level Operator/ })
  for (const number of [2078, 2053])
    await t.resolves(
      bookings({ DELETE: no(number, "Requested reservation is invalid") }).calls.deleteReservation("away"),
    )
  const names = bookings()
  await t.rejects(names.calls.deleteReservation("../x"), { status: 500, message: /no name/ })
  await t.rejects(names.calls.createReservation({ ...request, users: ["a,b"] }), { status: 500, message: /no name/ })
  t.same(names.sent, [])
})

t.test("an older slurmrestd on a machine without scontrol says what is missing", async t => {
  const { sent, calls } = bookings({}, "0.0.42")
  for (const call of [
    calls.createReservation(request),
    calls.updateReservation("x", {}),
    calls.deleteReservation("x"),
  ]) {
    await t.rejects(call, { status: 501, message: /speaks 0.0.42, and bookings need 0.0.43 .* or scontrol/ })
  }
  t.same(sent, [])
  t.match(await calls.reservations(), [{ name: "there" }], "they are read in every version")
})
