/** Routespecs become the proxy's paths and come back the same. */
import t from "tap"
import { Fault } from "../../hub/plugin/errors.ts"
import { fromChpPath, toChpPath } from "../../hub/proxy/routespec.ts"

t.test("without hosts", async t => {
  t.equal(toChpPath("/", false), "/")
  t.equal(toChpPath("/user/a%20b/", false), "/user/a%20b")
  t.equal(fromChpPath("/user/a b", false), "/user/a%20b/")
  t.equal(fromChpPath("/user/ü@x~", false), "/user/%C3%BC@x~/")
  t.equal(fromChpPath("/", false), "/")
  t.throws(() => toChpPath("host.example/x/", false), Fault)
})

t.test("with a host for each user", async t => {
  t.equal(toChpPath("alice.example.org/user/alice/", true), "/alice.example.org/user/alice")
  t.equal(fromChpPath("/alice.example.org/user/alice", true), "alice.example.org/user/alice/")
  t.equal(toChpPath("/", true), "/")
  t.equal(fromChpPath("/", true), "/")
  t.throws(() => toChpPath("/user/alice/", true), Fault)
})
