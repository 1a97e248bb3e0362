/** How much a person's containers may hold together: what counts, and when there is no room. */
import t from "tap"
import { diskLimit, diskRefusal, usedBeside, usedBy } from "../../../hub/core/containers/container-disk.ts"
import { insertContainer } from "../../../hub/db/containers.ts"
import { bareCore } from "../../support/bare-core.ts"
import { container } from "../../support/rows.ts"

const mb = 1024 * 1024
const facts = (size: number) => ({ digest: "", size, stamp: "", measuredAt: "", packages: [], labels: {} })

t.test("all that is known of one's own counts, and nothing of the site", async t => {
  const { core, addUser } = await bareCore(t, { traits: { "CarmeHub.quotas": { user: { container_disk: "5M" } } } })
  const ada = await addUser("ada")
  const rows = [
    container({ id: "c-1", owner_id: ada.id, facts: facts(2 * mb), state: "failed" }),
    container({ id: "c-2", owner_id: ada.id, facts: facts(mb) }),
    container({ id: "c-3", owner_id: ada.id }),
    container({ id: "site", facts: facts(100 * mb) }),
  ]
  for (const row of rows) await insertContainer(core.db, row)
  t.equal(usedBy(rows.slice(0, 3)), 3 * mb)
  t.equal(await usedBeside(core.db, ada.id, "c-2"), 2 * mb)
  t.equal(await diskLimit(core, ada.id), 5 * mb)
  t.equal(await diskLimit(core, null), null)
})

t.test("to the byte where the size is known, and some room where it is not", async t => {
  const disk = { used: 3 * mb, limit: 5 * mb }
  t.equal(diskRefusal(disk, 2 * mb), null)
  t.match(diskRefusal(disk, 2 * mb + 1), {
    status: 403,
    message: /may hold 5 MiB together, and hold 3 MiB. This one has 2 MiB/,
    detail: { code: "quota-container-disk", limit: 5 * mb, used: 3 * mb, asked: 2 * mb + 1, allowed: 2 * mb },
  })
  t.equal(diskRefusal(disk, null), null)
  t.match(diskRefusal({ ...disk, used: 5 * mb - 1 }, null), { detail: { asked: null, allowed: 1 } })
  t.match(diskRefusal({ ...disk, used: 9 * mb }, null), { detail: { allowed: 0 } }, "a limit that was lowered")
  t.equal(diskRefusal({ used: 9 * mb, limit: null }, 9 * mb), null)
})
