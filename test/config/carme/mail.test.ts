import t from "tap"
import { mail } from "../../../hub/config/carme/mail.ts"

t.test("a mail server, with from or from_, which Python can write as a keyword", async t => {
  const told = { host: "mail", port: 25, from: "hub@example.org", tls: false, user: null, password: null }
  t.same(mail.parse({ host: "mail", from: "hub@example.org" }), told)
  t.same(mail.parse({ host: "mail", from_: "hub@example.org" }), told)
  t.match(mail.parse({ host: "mail", from_: "The hub <hub@x>", tls: true, user: "u", password: "p" }), {
    port: 465,
    from: "The hub <hub@x>",
    user: "u",
  })
  t.equal(mail.parse({}), null)
  t.equal(mail.parse(null), null)
})

t.test("mistakes are told with their path", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{ host: "m", from: "hub" }, ["from"], /must be an address/],
    [{ host: "m", from: "a@b\r\nBcc: c@d" }, ["from"], /must be an address/],
    [{ from: "a@b" }, ["host"], /name of a mail server/],
    [{ host: "m", from: "a@b", prot: 25 }, ["prot"], /did you mean "port"/],
    [{ host: "m", from: "a@b", port: 0 }, ["port"], /must be a port/],
    ["mail", [], /must be a dict|got/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => mail.parse(value), { path, message })
})
