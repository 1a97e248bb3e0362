/** Accounts and groups of this system. */
import t from "tap"
import { hasAccount, isInAnyGroup } from "../../authenticators/unix-groups.ts"
import { pluginContext } from "../support/plugin-context.ts"

t.test("accounts", async t => {
  const context = await pluginContext(t)
  t.ok(await hasAccount("root", context))
  for (const name of ["no-such-account", "", "0", "-h", "--help", "root root", "root\nroot", "#0"]) {
    t.notOk(await hasAccount(name, context), JSON.stringify(name))
  }
})

t.test("groups, the account's own included", async t => {
  const context = await pluginContext(t)
  t.ok(await isInAnyGroup("root", ["no-such-group", "root"], context))
  t.match(context.logged(), /no UNIX group/)
  t.notOk(await isInAnyGroup("root", ["daemon"], context))
  t.notOk(await isInAnyGroup("no-such-account", ["root"], context))
  t.notOk(await isInAnyGroup("root", [], context))
})

t.test("a database that does not answer is no no", async t => {
  const context = await pluginContext(t)
  const result = { code: null, signal: "SIGKILL", timedOut: true, stdout: "", stderr: "" }
  const hanging = { ...context, exec: async () => result }
  await t.rejects(hasAccount("root", hanging), { status: 503, message: /no answer within 10 s/ })
})
