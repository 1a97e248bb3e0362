/** Tokens of the configuration. */
import t from "tap"
import { findToken } from "../../../hub/core/users/tokens.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"

const secret = "a-token-of-the-site"

t.test("of a service: found, noted, and hashed as a supplied one", async t => {
  const traits = { "JupyterHub.services": [{ name: "grader", api_token: secret }] }
  const { core } = await bareCore(t, { traits })
  const found = await findToken(core, secret)
  t.equal(found?.service?.name, "grader")
  t.match(found, { note: "from config", scopes: ["inherit"], client_id: "jupyterhub", hashed: /^sha512:16384:/ })
  await bareCore(t, { db: core.db, traits })
  t.equal((await core.db.q("api_tokens").select("id")).length, 1, "once, however often the hub starts")
})

t.test("service_tokens and api_tokens make who is missing", async t => {
  const { core, log } = await bareCore(t, {
    traits: {
      "JupyterHub.service_tokens": { [secret]: "culler" },
      "JupyterHub.api_tokens": { [`${secret}-2`]: "Ada" },
      "JupyterHub.trust_user_provided_tokens": true,
    },
  })
  t.equal((await findToken(core, secret))?.service?.name, "culler")
  t.match(log(), /culler/)
  const ofAda = await findToken(core, `${secret}-2`)
  t.equal(ofAda?.user?.name, "ada")
  t.match(ofAda?.hashed, /^sha512:1:/)
})

t.test("a token that is too short or too long ends the start, and makes nobody", async t => {
  const { core } = await bareCore(t)
  for (const token of ["short", "x".repeat(65)]) {
    const traits = { "JupyterHub.api_tokens": { [token]: "ada" } }
    await t.rejects(bareCore(t, { db: core.db, traits }), { message: /8 to 64 characters/ })
  }
  t.equal(await findUserByName(core.db, "ada"), null)
})
