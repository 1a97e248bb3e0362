/** auth_state at rest: read where JupyterHub wrote it, encrypted by the first key, never without one. */
import t from "tap"
import { decryptFernet, encryptFernet, readAuthState, saveAuthState } from "../../../hub/core/users/auth-state.ts"
import { findUserById } from "../../../hub/db/users.ts"
import { testCore } from "../../support/core.ts"

const key = Buffer.from(Array.from({ length: 32 }, (_, i) => i))
const other = Buffer.alloc(32, 9)
/** By the Python package cryptography: `Fernet(urlsafe_b64encode(bytes(range(32)))).encrypt(b'{"a": 1}')`. */
const byPython = Buffer.from(
  "gAAAAABlU_EAWQABrt5hijkj-r5m0sCFTj07A20Z5IFM5V4Xt-ZGhBd-FF8pRDmbRftxd7ccamrljEjJXhMX0AjiygCaDgP-6g==",
)

t.test("what Python encrypted is decrypted, by whichever key fits", async t => {
  t.equal(decryptFernet([key], byPython), '{"a": 1}')
  t.equal(decryptFernet([other, key], byPython), '{"a": 1}')
  t.equal(decryptFernet([other], byPython), null)
  t.equal(decryptFernet([], byPython), null)
})

t.test("ours has the same form", async t => {
  const token = encryptFernet(key, "gähn", new Date(1_700_000_000_000))
  t.match(token.toString(), /^gAAAAABlU_EA[\w-]+={0,2}$/)
  t.equal(decryptFernet([key], token), "gähn")
  t.not(encryptFernet(key, "gähn", new Date()).toString(), token.toString())
})

t.test("a changed byte counts as nothing", async t => {
  for (const at of [0, 20, 40, byPython.length - 6]) {
    const changed = Buffer.from(byPython)
    changed[at] = changed[at] === 65 ? 66 : 65
    t.equal(decryptFernet([key], changed), null, `at ${at}`)
  }
  t.equal(decryptFernet([key], Buffer.from("")), null)
})

t.test("a user's: stored encrypted, read back, cleared", async t => {
  const secrets = { cookieSecret: Buffer.alloc(32), cryptKeys: [key] }
  const { core, user } = await testCore(t, { parts: { secrets } })
  const ada = await user("ada")
  const stored = async () => {
    const row = await findUserById(core.db, ada.id)
    if (row === null) throw new Error("ada is gone")
    return row
  }
  t.equal(await readAuthState(core, ada), null)
  await saveAuthState(core, ada.id, { token: "s3cret" })
  const row = await stored()
  t.notMatch(row.encrypted_auth_state?.toString() ?? "", /s3cret/)
  t.same(await readAuthState(core, row), { token: "s3cret" })
  const strangers = { ...core, secrets: { ...secrets, cryptKeys: [other] } }
  t.equal(await readAuthState(strangers, row), null, "with another key there is nothing to read")
  await saveAuthState(core, ada.id, null)
  t.equal((await stored()).encrypted_auth_state, null)
})

t.test("without a key nothing is stored", async t => {
  const { core, user } = await testCore(t)
  const ada = await user("ada")
  await t.rejects(saveAuthState(core, ada.id, { a: 1 }), { message: /JUPYTERHUB_CRYPT_KEY/ })
})
