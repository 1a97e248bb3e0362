/** Hashes that JupyterHub wrote must be read, and ours must be such hashes. */
import t from "tap"
import {
  generatedRounds,
  hashToken,
  matchesHash,
  newToken,
  randomAlphanumeric,
  suppliedRounds,
  tokenPrefix,
} from "../../../hub/core/users/token-hash.ts"

const fromJupyterHub: readonly (readonly [string, string])[] = [
  [
    "sha512:16384:cb63b92ba4b834a5:1e2abedc35e75ad235953371a949fb36730345efe0c6c61e54d28ded0d4ca7e7019ac5e1d3bedca626a16469fd41d65c3df1d0b9cd6b64c250f88c421913e07a",
    "abcdefgh1234",
  ],
  [
    "sha512:1:8f2ccbf65c2fa785:48d20f0b23996e39aebe9c6f5bfd8aa1ad92c9a76812fe06f78e70eefaadb21a5ca3d92d9af6a72bf758bae1919c26123b8b68b5301dff821a05a2d896fb9086",
    "0123456789abcdef0123456789abcdef",
  ],
  [
    "sha512:16384:78ec0e347942d1cd:74c8c0a5b2aafcd947e501969d3d90b103304216bc186fecd5ceb795e2c3623a5a797513095215cb1d602b26e6388de49be8de23f89ff56991b26db7fc83f617",
    "pässwörd-ünï",
  ],
]

t.test("hashes that JupyterHub 6.1.1 made are matched", async t => {
  for (const [hashed, token] of fromJupyterHub) {
    t.ok(matchesHash(hashed, token), token)
    t.notOk(matchesHash(hashed, `${token}x`))
  }
})

t.test("our hashes have JupyterHub's form, and a salt of their own", async t => {
  const token = newToken()
  t.match(token, /^[0-9a-f]{32}$/)
  const hashed = hashToken(token, generatedRounds)
  t.match(hashed, /^sha512:1:[0-9a-f]{16}:[0-9a-f]{128}$/)
  t.not(hashToken(token, generatedRounds), hashed)
  t.ok(matchesHash(hashed, token))
  t.ok(matchesHash(hashToken("correct horse", suppliedRounds), "correct horse"))
  t.equal(tokenPrefix(token), token.slice(0, 4))
})

t.test("what is no hash, or asks for too much work, matches nothing", async t => {
  const good = hashToken("abcdefgh", 1)
  for (const bad of [
    "",
    "sha512",
    "sha512:1:00",
    "md5:1:00:00",
    good.replace(":1:", ":0:"),
    good.replace(":1:", ":99999999:"),
  ]) {
    t.notOk(matchesHash(bad, "abcdefgh"), bad)
  }
})

t.test("a token that is too long costs no hash", async t => {
  const long = "x".repeat(65)
  t.notOk(matchesHash(hashToken(long, 1), long))
})

t.test("OAuth's texts are letters and digits, all of them", async t => {
  const text = Array.from({ length: 200 }, () => randomAlphanumeric(30)).join("")
  t.equal(text.length, 6000)
  t.equal(new Set(text).size, 62)
})
