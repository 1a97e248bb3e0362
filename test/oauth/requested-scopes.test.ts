/** Which of the requested scopes are held. */
import t from "tap"
import { alwaysGranted, resolveScopes } from "../../hub/oauth/requested-scopes.ts"
import { bareCore } from "../support/bare-core.ts"

const ada = { user: "ada", server: "ada/" }

t.test("held as they are named, as part of a wider one, in part, or not", async t => {
  const { core } = await bareCore(t)
  const resolve = (requested: string[], held: string[]) => resolveScopes(core, requested, held, ada)
  t.same(await resolve(["tokens"], ["tokens", "users"]), { allowed: ["tokens"], disallowed: [] })
  t.same(await resolve(["read:users:name!user"], ["users"]), { allowed: ["read:users:name!user"], disallowed: [] })
  t.same(await resolve(["access:servers!server"], ["access:servers!user"]), {
    allowed: ["access:servers!server"],
    disallowed: [],
  })
  t.same(await resolve(["tokens"], ["read:tokens!user"]), {
    allowed: ["read:tokens!user=ada"],
    disallowed: ["tokens"],
  })
  t.same(await resolve(["read:users"], ["read:users!user", "read:quotas"]), {
    allowed: [
      ...["read:quotas", "read:users!user=ada", "read:users:activity!user=ada", "read:users:groups!user=ada"],
      "read:users:name!user=ada",
    ],
    disallowed: ["read:users"],
  })
  const ours = (await resolve(["servers", "admin:servers"], ["self"])).allowed.filter(s =>
    /containers|reservations/.test(s),
  )
  t.same(ours, [], "what comes along with JupyterHub's is not named")
  t.same(await resolve(["shutdown", "inherit"], ["tokens"]), { allowed: [], disallowed: ["shutdown", "inherit"] })
  t.same(await resolve(["inherit"], ["inherit"]), { allowed: ["inherit"], disallowed: [] })
  t.same(await resolve([], ["tokens"]), { allowed: [], disallowed: [] })
})

t.test("what every application gets", async t => {
  t.same(alwaysGranted({ server: "ada/" }), [
    "read:users:name!user",
    "read:users:groups!user",
    "access:servers!server=ada/",
  ])
  t.same(alwaysGranted({ service: "g" })[2], "access:services!service=g")
})
