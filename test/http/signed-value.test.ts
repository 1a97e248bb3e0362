/** Values that tornado signed must be read, and ours must be such values. */
import t from "tap"
import { createSignedValue, decodeSignedValue } from "../../hub/http/signed-value.ts"

const secret = Buffer.from(Array.from({ length: 32 }, (_, i) => i))
const now = new Date(1_700_000_000_000)
const name = "jupyterhub-hub-login"
/** By tornado 6.5, `create_signed_value(bytes(range(32)), name, value, clock=lambda: 1700000000)`. */
const byTornado =
  "2|1:0|10:1700000000|20:jupyterhub-hub-login|44:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=|7fcc1a6f0657a3c89fe09bfacf91f43839bd91f762fe68153e551014b215304f"

const decode = (value: string, days = 14, at = now, as = name) => decodeSignedValue(secret, as, value, days, at)
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)

t.test("the same bytes as tornado, both ways", async t => {
  t.equal(createSignedValue(secret, name, "0123456789abcdef0123456789abcdef", now), byTornado)
  t.equal(decode(byTornado), "0123456789abcdef0123456789abcdef")
})

t.test("text of any script comes back", async t => {
  t.equal(decode(createSignedValue(secret, name, "ada:ünï|2:x", now)), "ada:ünï|2:x")
})

t.test("it is good until its age is reached", async t => {
  t.ok(decode(byTornado, 14, later(13.9)))
  t.equal(decode(byTornado, 14, later(14.1)), null)
  t.ok(decode(byTornado, 31, later(30)))
  t.equal(decode(byTornado, 14, later(-32)), null, "from the far future")
})

t.test("another name, another secret and any changed character count as nothing", async t => {
  t.equal(decode(byTornado, 14, now, "_xsrf"), null)
  t.equal(decodeSignedValue(Buffer.alloc(32), name, byTornado, 14, now), null)
  for (const at of [0, 2, 9, 20, 40, 60, byTornado.length - 1]) {
    const changed = byTornado.slice(0, at) + (byTornado[at] === "1" ? "2" : "1") + byTornado.slice(at + 1)
    t.equal(decode(changed), null, `changed at ${at}`)
  }
})

t.test("what is no signed value is null, not an error", async t => {
  for (const text of ["", "2|", "2|1:0", "1|x|y", "2|999999999:0|", "2|-1:0|", "2|1:0|10:17", "x".repeat(10_000)]) {
    t.equal(decode(text), null, text.slice(0, 20))
  }
})
