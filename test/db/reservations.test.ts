import t from "tap"
import {
  changeReservation,
  findReservation,
  findReservationsByNames,
  insertReservation,
  listReservations,
  noteMade,
  type ReservationRow,
} from "../../hub/db/reservations.ts"
import { deleteUser, insertUsers, updateUser } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, user } from "../support/rows.ts"

const hour = 3_600_000
const at = (hours: number) => new Date(noon.getTime() + hours * hour)
const row = (name: string, changes: Partial<ReservationRow> = {}) => ({
  name,
  owner_id: null,
  owner_name: "ada",
  queue: "large",
  partition: "large",
  unit: "nodes" as const,
  nodes: ["n1"],
  gpus: 2,
  gpu_type: null,
  users: ["bob"],
  group_name: null,
  starts: at(1),
  ends: at(2),
  time_zone: "Europe/Berlin",
  note: "",
  state: "approved" as const,
  message: null,
  made_at: null,
  approved_by: null,
  approved_at: null,
  created_by: "ada",
  created_at: noon,
  changed_by: "ada",
  changed_at: noon,
  ...changes,
})

t.test("a row comes back as it went, with the name that its owner has now", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada] = await insertUsers(db, [user({ name: "ada" })])
    if (!ada) throw new Error("no user")
    const made = await insertReservation(db, row("r1", { owner_id: ada.id }))
    t.same(await findReservation(db, made.id), made)
    await updateUser(db, ada.id, { name: "grace" })
    t.equal((await findReservation(db, made.id))?.owner_name, "grace")
    await deleteUser(db, ada.id)
    t.match(await findReservation(db, made.id), { owner_id: null, owner_name: "ada" })
    t.equal(await findReservation(db, made.id + 1), null)
  })
})

t.test("a change needs the state and version that it was decided on", async t => {
  await forEachDatabase(t, async (t, db) => {
    const made = await insertReservation(db, row("r1"))
    const results = await Promise.all([1, 2, 3].map(i => changeReservation(db, made, { note: `${i}` })))
    t.equal(results.filter(Boolean).length, 1)
    t.equal((await findReservation(db, made.id))?.version, 2)
    t.equal(await changeReservation(db, { ...made, version: 2, state: "active" }, { note: "x" }), false)
    t.equal(await changeReservation(db, { ...made, version: 2 }, { state: "active" }), true)
  })
})

t.test("those of a time, of a state, of a name", async t => {
  await forEachDatabase(t, async (t, db) => {
    await insertReservation(db, row("late", { starts: at(5), ends: at(6) }))
    await insertReservation(db, row("early"))
    await insertReservation(db, row("over", { state: "cancelled" }))
    const names = async (query: Parameters<typeof listReservations>[1]) =>
      (await listReservations(db, query)).map(({ name }) => name)
    t.same(await names({ states: ["approved"] }), ["early", "late"])
    t.same(await names({ from: at(2) }), ["late"], "one that ends then is over")
    t.same(await names({ to: at(5), states: ["approved"] }), ["early"], "one that begins then is none of it")
    t.same(
      (await findReservationsByNames(db, ["over", "none"])).map(({ state }) => state),
      ["cancelled"],
    )
    await noteMade(db, 1, noon)
    await noteMade(db, 1, at(9))
    t.same((await findReservation(db, 1))?.made_at, noon, "the first time counts")
  })
})
