/** The table of share codes. */
import t from "tap"
import {
  countExchange,
  deleteExpiredShareCodes,
  deleteShareCodes,
  findShareCodeCandidates,
  insertShareCode,
  listShareCodes,
} from "../../hub/db/share-codes.ts"
import { insertSpawner } from "../../hub/db/spawners.ts"
import { deleteUser, insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, spawner, user } from "../support/rows.ts"

const all = { offset: 0, limit: 50 }
const after = (ms: number) => new Date(noon.getTime() + ms)

await forEachDatabase(t, async (t, db) => {
  const [ada] = await insertUsers(db, [user({ name: "ada" })])
  if (!ada) throw new Error("a row is missing")
  const own = await insertSpawner(db, spawner({ user_id: ada.id }))
  const named = await insertSpawner(db, spawner({ user_id: ada.id, name: "x" }))
  const insert = (spawnerId: number, hashed: string, expires_at: Date | null, prefix = "abcd") =>
    insertShareCode(db, {
      owner_id: ada.id,
      spawner_id: spawnerId,
      created_at: noon,
      expires_at,
      scopes: ["access:servers"],
      hashed,
      prefix,
      exchange_count: 0,
      last_exchanged_at: null,
    })
  const first = await insert(own.id, "1", after(1000))
  const second = await insert(named.id, "2", null)
  const old = await insert(named.id, "3", after(-1))
  await insert(named.id, "4", null, "wxyz")

  const hashes = (rows: readonly { readonly hashed: string }[]) => rows.map(row => row.hashed)
  t.same(hashes((await listShareCodes(db, { ownerId: ada.id }, all, noon)).rows), ["1", "2", "4"])
  t.same(hashes((await listShareCodes(db, { spawnerId: named.id }, all, noon)).rows), ["2", "4"])
  const page = await listShareCodes(db, { ownerId: ada.id }, { offset: 1, limit: 1 }, noon)
  t.same([hashes(page.rows), page.total], [["2"], 3])
  t.same(hashes(await findShareCodeCandidates(db, "abcd", noon)), ["1", "2"])
  t.match(await findShareCodeCandidates(db, "wxyz", noon), [{ owner: "ada", server: "x", runState: null }])

  t.equal(await countExchange(db, first.id, noon), true)
  t.equal(await countExchange(db, first.id, after(500)), true)
  t.equal(await countExchange(db, first.id, after(1001)), false, "not after its end")
  t.equal(await countExchange(db, old.id, noon), false)
  t.match((await findShareCodeCandidates(db, "abcd", noon))[0], { exchange_count: 2, last_exchanged_at: after(500) })

  t.equal(await deleteExpiredShareCodes(db, noon), 1)
  t.equal(await deleteShareCodes(db, named.id, first.id), 0, "a code of another server")
  t.equal(await deleteShareCodes(db, named.id, second.id), 1)
  t.equal(await deleteShareCodes(db, named.id), 1)
  await deleteUser(db, ada.id)
  t.same(await db.q("share_codes").select("id"), [], "codes end with the server and its owner")
})
