/** Groups of this system. */
import t from "tap"
import { isInAnyGroup } from "../../authenticators/unix-groups.ts"
import { pluginContext } from "../support/plugin-context.ts"

t.test("groups, the account's own included", async t => {
  const context = await pluginContext(t)
  t.ok(await isInAnyGroup("root", ["no-such-group", "root"], context))
  t.match(context.logged(), /no UNIX group/)
  t.notOk(await isInAnyGroup("root", ["daemon"], context))
  t.notOk(await isInAnyGroup("no-such-account", ["root"], context))
  t.notOk(await isInAnyGroup("root", [], context))
})
