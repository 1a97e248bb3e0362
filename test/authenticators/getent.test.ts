/** The system's own databases. */
import t from "tap"
import { getent, isEntryName } from "../../authenticators/getent.ts"
import { pluginContext } from "../support/plugin-context.ts"

t.test("the entries that are there, of all that are asked for", async t => {
  const context = await pluginContext(t)
  t.match(await getent("passwd", ["root", "no-such-account", "0"], context), [/^root:/, /^root:/])
  t.same(await getent("group", ["no-such-group"], context), [])
  t.same(await getent("passwd", [], context), [], "not the whole database")
})

t.test("what names an account is neither an id, nor an option, nor part of a path", async t => {
  for (const name of ["ada", "Ada_1", "_x", "a.b@c", "DOM\\ada", "a+b", "pc$", "3jan", "änne"])
    t.ok(isEntryName(name), name)
  for (const name of ["", "0", "-r", "--help", ".", "..", "a/b", "a:b", "a b", "a\nb", "#0", "20231234", "a\0"]) {
    t.notOk(isEntryName(name), JSON.stringify(name))
  }
})

t.test("a database that does not answer is no no", async t => {
  const context = await pluginContext(t)
  const result = { code: null, signal: "SIGKILL", timedOut: true, stdout: "", stderr: "" }
  const hanging = { ...context, exec: async () => result }
  await t.rejects(getent("passwd", ["root"], hanging), { status: 503, message: /no answer within 10 s/ })
})
