import t from "tap"
import { mailAddress } from "../../../hub/core/notices/mail-address.ts"

t.test("the provider's address goes before one that is made of the name", async t => {
  t.equal(mailAddress("alice", { email: "a@x.org" }, { email: "b@x.org" }, "site.org"), "a@x.org")
  t.equal(mailAddress("alice", null, { email: "b@x.org" }, "site.org"), "b@x.org")
  t.equal(mailAddress("alice", {}, { oauth_user: { email: "c@x.org" } }, ""), "c@x.org")
  t.equal(mailAddress("alice", null, null, "site.org"), "alice@site.org")
  t.equal(mailAddress("alice@x.org", null, null, "site.org"), "alice@x.org")
  t.equal(mailAddress("alice", null, null, ""), null)
})

t.test("what is not verified, or no single address, is none", async t => {
  t.equal(mailAddress("alice", { email: "a@x.org", email_verified: false }, null, ""), null)
  for (const email of ["a@x.org, b@x.org", "a@x.org\r\nBcc: b@x.org", "<a@x.org>", "a", "@x.org", "a@", 'a"b@x.org', 7])
    t.equal(mailAddress("alice", { email }, null, ""), null, String(email))
  t.equal(mailAddress("al ice", null, null, "site.org"), null)
})
