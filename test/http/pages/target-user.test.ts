import t from "tap"
import { anonymous } from "../../../hub/core/rbac/identity.ts"
import { noAccess, ownUser, targetUser } from "../../../hub/http/pages/target-user.ts"
import type { PageCall } from "../../../hub/http/render/render.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("the own servers, others' where a scope allows it, nobody's else", async t => {
  const hub = await pageHub(t)
  await hub.as("alice")
  await hub.as("bob")
  const user = await hub.user("alice")
  const call = (...scopes: string[]) =>
    ({ core: hub.core, identity: { ...anonymous, kind: "user", user, scopes } }) as unknown as PageCall
  t.equal((await targetUser(call("servers!user=alice"), "servers", "alice", "")).id, user.id)
  t.equal((await targetUser(call("servers!server=bob/lab"), "servers", "bob", "lab")).name, "bob")
  const refused = { status: 404, message: noAccess }
  await t.rejects(targetUser(call("servers!server=bob/lab"), "servers", "bob", "other"), refused)
  await t.rejects(targetUser(call("servers!user=alice"), "servers", "nobody", ""), refused)
  await t.rejects(targetUser(call(), "servers", "alice", ""), refused)
  await t.rejects(targetUser(call("servers"), "servers", "nobody", ""), {
    status: 404,
    message: "No such user: nobody",
  })
})

t.test("a service has no pages of its own", async t => {
  t.throws(() => ownUser({ identity: anonymous } as unknown as PageCall), /for users/)
})
