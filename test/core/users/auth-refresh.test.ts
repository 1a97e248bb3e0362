/** How long an authenticator's word counts. */
import t, { type Test } from "tap"
import { markRefreshed, refreshAuth } from "../../../hub/core/users/auth-refresh.ts"
import type { AuthModel } from "../../../hub/plugin/authenticator.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"

async function place(t: Test, answer: boolean | AuthModel, traits: Record<string, unknown> = {}) {
  const clock = manualClock()
  let asked = 0
  const authenticator = {
    name: "x",
    loginService: "",
    authenticate: async () => null,
    refresh: async () => {
      asked += 1
      return answer
    },
  }
  const { core, addUser } = await bareCore(t, { clock, traits, authenticator })
  const user = await addUser("ada")
  return { core, clock, user, asked: () => asked }
}

t.test("asked once in auth_refresh_age, and at once where it is forced", async t => {
  const { core, clock, user, asked } = await place(t, true)
  for (let i = 0; i < 3; i++) t.equal((await refreshAuth(core, user, { canLogIn: true }))?.id, user.id)
  t.equal(asked(), 1)
  await clock.advance(301_000)
  await refreshAuth(core, user, { canLogIn: true })
  t.equal(asked(), 2)
  await refreshAuth(core, user, { canLogIn: true, force: true })
  t.equal(asked(), 3)
})

t.test("a login counts as asked; an age of 0 never asks", async t => {
  const fresh = await place(t, true)
  markRefreshed(fresh.core, fresh.user)
  await refreshAuth(fresh.core, fresh.user, { canLogIn: true })
  t.equal(fresh.asked(), 0)
  const never = await place(t, true, { "Authenticator.auth_refresh_age": 0 })
  await refreshAuth(never.core, never.user, { canLogIn: true })
  t.equal(never.asked(), 0)
})

t.test("only so many users are remembered; who was longest ago is asked about again", async t => {
  const { core, user, asked } = await place(t, true)
  markRefreshed(core, user)
  for (let id = 1000; id < 50_999; id++) markRefreshed(core, { id })
  await refreshAuth(core, user, { canLogIn: true })
  t.equal(asked(), 0)
  markRefreshed(core, { id: 50_999 })
  await refreshAuth(core, user, { canLogIn: true })
  t.equal(asked(), 1)
})

t.test("what changed is kept, under the same name", async t => {
  const { core, user } = await place(t, { name: "somebody-else", admin: true })
  t.match(await refreshAuth(core, user, { canLogIn: true }), { id: user.id, name: "ada", admin: true })
})

t.test("who has to log in again can, in a browser; programs go on unless the site is strict", async t => {
  const lax = await place(t, false)
  t.equal(await refreshAuth(lax.core, lax.user, { canLogIn: true }), null)
  t.equal((await refreshAuth(lax.core, lax.user, { canLogIn: false }))?.id, lax.user.id)
  const strict = await place(t, false, { "Authenticator.auth_refresh_strict": true })
  t.equal(await refreshAuth(strict.core, strict.user, { canLogIn: false }), null)
})
