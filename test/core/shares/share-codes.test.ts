import t, { type Test } from "tap"
import { exchangeShareCode, findShareCode, issueShareCode } from "../../../hub/core/shares/share-codes.ts"
import { shareableServer } from "../../../hub/core/shares/shareable-server.ts"
import { deleteShareCodes } from "../../../hub/db/share-codes.ts"
import { findShare } from "../../../hub/db/shares.ts"
import { updateUser } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"

async function place(t: Test) {
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, { clock })
  const [ada, bob] = [await addUser("ada"), await addUser("bob")]
  const server = await shareableServer(core, "ada", "")
  return { core, clock, ada, bob, server }
}

t.test("a code is told once, found by itself alone, and ends", async t => {
  const { core, clock, server } = await place(t)
  const { code, row } = await issueShareCode(core, server, ["access:servers!server=ada/"], 60)
  t.match(code, /^[\w-]{43}$/)
  t.match(row, { owner: "ada", server: "", exchange_count: 0, prefix: code.slice(0, 4) })
  t.equal(row.expires_at?.getTime(), clock.now().getTime() + 60_000)
  t.notMatch(JSON.stringify(await core.db.q("share_codes").select()), code, "the database has a hash of it")
  t.equal((await findShareCode(core, code))?.id, row.id)
  for (const wrong of ["", code.slice(0, 42), `${code.slice(0, 42)}~`, `${code}x`, "x".repeat(100_000)]) {
    t.equal(await findShareCode(core, wrong), null)
  }
  await clock.advance(60_001)
  t.equal(await findShareCode(core, code), null)
})

t.test("exchanged it gives what it is good for, and counts", async t => {
  const { core, bob, ada, server } = await place(t)
  const { code } = await issueShareCode(core, server, ["access:servers!server=ada/"], 60)
  // Who is called ada by then is somebody else.
  await updateUser(core.db, ada.id, { name: "eve" })
  for (const count of [1, 2]) {
    const found = await findShareCode(core, code)
    if (!found) throw new Error("the code is gone")
    await exchangeShareCode(core, found, bob.id)
    const share = await findShare(core.db, server.id, { userId: bob.id }, core.clock.now())
    t.same(share?.scopes, ["access:servers!server=eve/"])
    t.match(await findShareCode(core, code), { exchange_count: count, last_exchanged_at: core.clock.now() })
  }
  t.equal((await core.db.q("shares").select("id")).length, 1)
})

t.test("a code that was deleted or has expired meanwhile gives nothing", async t => {
  const { core, clock, bob, server } = await place(t)
  const first = await issueShareCode(core, server, ["access:servers!server=ada/"], 60)
  const second = await issueShareCode(core, server, ["access:servers!server=ada/"], 60)
  await deleteShareCodes(core.db, server.id, first.row.id)
  await t.rejects(exchangeShareCode(core, first.row, bob.id), { status: 400, message: /expired or was deleted/ })
  await clock.advance(61_000)
  await t.rejects(exchangeShareCode(core, second.row, bob.id), { status: 400, message: /expired or was deleted/ })
  t.same(await core.db.q("shares").select("id"), [])
})
