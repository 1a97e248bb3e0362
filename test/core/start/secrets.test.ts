/** Where the cookie secret and the keys of auth_state come from, and which are refused. */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import t, { type Test } from "tap"
import { loadSecrets, parseCryptKey } from "../../../hub/core/start/secrets.ts"
import { createLog } from "../../../hub/observe/log.ts"
import { testConfig } from "../../support/config.ts"

const hex = (byte: string) => byte.repeat(32)

async function load(t: Test, traits: Record<string, unknown> = {}, env: Record<string, string> = {}) {
  const folder = t.testdir()
  const lines: string[] = []
  const config = await testConfig(folder, traits)
  const file = join(folder, "jupyterhub_cookie_secret")
  const log = createLog("debug", { write: (line: string) => void lines.push(line) })
  return { file, lines, load: () => loadSecrets(config, env, log) }
}

t.test("the configuration beats the environment, which beats the file", async t => {
  const env = { JPY_COOKIE_SECRET: hex("bb") }
  const first = await load(t, { "JupyterHub.cookie_secret": hex("aa") }, env)
  t.equal(first.load().cookieSecret.toString("hex"), hex("aa"))
  const second = await load(t, {}, env)
  writeFileSync(second.file, hex("cc"), { mode: 0o600 })
  t.equal(second.load().cookieSecret.toString("hex"), hex("bb"))
  const third = await load(t)
  writeFileSync(third.file, `${hex("cc")}\n`, { mode: 0o600 })
  t.equal(third.load().cookieSecret.toString("hex"), hex("cc"))
})

t.test("a missing file is made, for the hub's account only, and read again", async t => {
  const { file, load: again } = await load(t)
  const { cookieSecret } = again()
  t.equal(cookieSecret.length, 32)
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(readFileSync(file, "utf8"), `${cookieSecret.toString("hex")}\n`)
  t.same(again().cookieSecret, cookieSecret)
})

t.test("a file that others can read ends the start, and says what to do", async t => {
  const { file, load: start } = await load(t)
  writeFileSync(file, hex("cc"))
  chmodSync(file, 0o644)
  t.throws(start, { message: /can be read or written by anybody.*chmod 600/ })
})

t.test("the base64 of old is read; what is no secret is refused", async t => {
  const { file, load: start, lines } = await load(t)
  writeFileSync(file, Buffer.alloc(48, 1).toString("base64"), { mode: 0o600 })
  t.same(start().cookieSecret, Buffer.alloc(48, 1))
  t.match(lines.join(""), /base64/)
  writeFileSync(file, "!?", { mode: 0o600 })
  t.throws(start, { message: /holds no cookie secret/ })
})

t.test("a file that cannot be written is told by its name", async t => {
  const { load: start, file } = await load(t, { "JupyterHub.cookie_secret_file": "/proc/no/such/secret" })
  t.throws(start, { status: 500, message: /\/proc\/no\/such\/secret/ })
  t.notOk(existsSync(file))
})

t.test("an environment that is no hexadecimal is refused", async t => {
  const { load: start } = await load(t, {}, { JPY_COOKIE_SECRET: "xyz" })
  t.throws(start, { message: /JPY_COOKIE_SECRET/ })
})

t.test("crypt keys: three spellings, several keys, and the configuration first", async t => {
  const raw = Buffer.alloc(32, 5)
  t.same(parseCryptKey(raw.toString("hex")), raw)
  t.same(parseCryptKey(raw.toString("base64")), raw)
  t.same(parseCryptKey(raw.toString("base64url").padEnd(44, "=")), raw)
  t.same(parseCryptKey("k".repeat(32)), Buffer.from("k".repeat(32)))
  for (const bad of ["", "short", "x".repeat(64), 7, null]) t.throws(() => parseCryptKey(bad), { message: /32 bytes/ })
  const env = { JUPYTERHUB_CRYPT_KEY: `${hex("11")};${hex("22")};`, JPY_COOKIE_SECRET: hex("aa") }
  t.same(
    (await load(t, {}, env)).load().cryptKeys.map(key => key[0]),
    [0x11, 0x22],
  )
  t.same(
    (await load(t, { "CryptKeeper.keys": [hex("33")] }, env)).load().cryptKeys.map(key => key[0]),
    [0x33],
  )
})

t.test("what tells anonymous browsers apart comes from the environment", async t => {
  const env = {
    JPY_COOKIE_SECRET: hex("aa"),
    JUPYTERHUB_XSRF_ANONYMOUS_IP_CIDRS: "10.0.0.0/8;fd00::/8",
    JUPYTERHUB_XSRF_ANONYMOUS_ID_HEADERS: "User-Agent;X-Client",
  }
  t.same((await load(t, {}, env)).load().anonymousXsrf, {
    networks: ["10.0.0.0/8", "fd00::/8"],
    headers: ["User-Agent", "X-Client"],
  })
})
