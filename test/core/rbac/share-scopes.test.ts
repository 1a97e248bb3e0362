import t from "tap"
import { shareScopes, usableShareScopes } from "../../../hub/core/rbac/share-scopes.ts"

t.test("every scope of a share is one of that server, as it is called now", async t => {
  const stored = ["servers!server=old/name", "access:servers", "access:servers!server=ada/", "read:servers!user=ada"]
  t.same(shareScopes(stored, "ada/lab"), [
    "access:servers!server=ada/lab",
    "read:servers!server=ada/lab",
    "servers!server=ada/lab",
  ])
})

t.test("what is not about servers gives nothing", async t => {
  const stored = ["admin:users", "proxy", "tokens", "shutdown", "self", "inherit", "access:servers", "custom:x:read"]
  t.same(usableShareScopes(stored, "ada/"), ["access:servers!server=ada/", "custom:x:read!server=ada/"])
})
