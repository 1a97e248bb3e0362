/** `carme-hub quota sync`: what it prints, what a dry run leaves, and what is only warned of. */
import t from "tap"
import { syncLimits, warnOfBackstop } from "../../../hub/core/quotas/sync-limits.ts"
import { saveException } from "../../../hub/db/quotas.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import type { Backstop, LimitSet } from "../../../hub/plugin/backstop.ts"
import { spawners } from "../../../spawners/index.ts"
import { bareCore } from "../../support/bare-core.ts"

const traits = { "CarmeHub.quotas": { user: { gpus: 1 } } }

async function site(t: Parameters<typeof bareCore>[0], parts: Partial<Backstop> = {}) {
  const seen: (readonly LimitSet[])[] = []
  const mended: string[] = []
  const backstop: Backstop = {
    async compare(sets) {
      seen.push(sets)
      return [{ text: "QOS carme-user", mend: async () => void mended.push("qos") }, { text: "eve is not there" }]
    },
    warnings: async () => ["Slurm does not enforce limits"],
    ...parts,
  }
  const { simple } = spawners
  if (!simple) throw new Error("the simple spawner is missing")
  return { ...(await bareCore(t, { traits, spawner: { ...simple, backstop } })), seen, mended }
}

t.test("a dry run tells and changes nothing", async t => {
  const { core, addUser, mended, seen } = await site(t)
  await addUser("ada")
  t.same(await syncLimits(core, true), { text: "QOS carme-user\nto do by hand: eve is not there\n", open: true })
  t.same(mended, [])
  t.match(seen, [[{ name: "user", limits: { gpus: 1 }, people: ["ada"] }]])
})

t.test("a run mends, and says what is left to a person", async t => {
  const { core, addUser, mended } = await site(t)
  await addUser("ada")
  t.same(await syncLimits(core, false), {
    text: "mended: QOS carme-user\nto do by hand: eve is not there\n",
    open: true,
  })
  t.same(mended, ["qos"])
  const even = await site(t, { compare: async () => [] })
  await even.addUser("ada")
  t.match(await syncLimits(even.core, false), {
    text: "Slurm has the limits of everybody's roles and exceptions.\n",
    open: false,
  })
  const until = new Date("2099-12-24T00:00:00Z")
  const admin = { changed_by: "admin", changed_at: new Date() }
  const ada = await findUserByName(even.core.db, "ada")
  await saveException(even.core.db, { user_id: ada?.id ?? 0, group_id: null, limits: { gpus: 2 }, until, ...admin })
  t.match(
    (await syncLimits(even.core, true)).text,
    /An exception in user\.for-ada ends on .* 2099 .*: run this again then\.\n$/,
  )
})

t.test("where there is nothing to sync, it says why", async t => {
  const nobody = await site(t)
  await t.rejects(syncLimits(nobody.core, true), { status: 400, message: /no role has a quota/ })
  const local = await bareCore(t, { traits })
  await t.rejects(syncLimits(local.core, true), { status: 400, message: /simple has no scheduler/ })
})

t.test("the start warns of a scheduler that does not enforce, and lives with one that is away", async t => {
  const warned = await site(t)
  await warnOfBackstop(warned.core)
  t.match(warned.log(), /Slurm does not enforce limits/)
  const away = await site(t, { warnings: () => Promise.reject(new Error("away")) })
  await warnOfBackstop(away.core)
  t.match(away.log(), /could not be asked/)
})
