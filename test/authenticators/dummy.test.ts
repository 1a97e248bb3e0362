/** The dummy authenticator. */
import t from "tap"
import { dummy } from "../../authenticators/dummy.ts"
import { authenticatorContract } from "../contract/authenticator.ts"
import { pluginContext } from "../support/plugin-context.ts"

t.test("anybody, and it says so at start", async t => {
  const context = await pluginContext(t)
  await authenticatorContract(t, {
    authenticator: dummy,
    context,
    right: [{ username: "ada", password: "x" }],
    wrong: [],
  })
  await dummy.validate(context)
  t.match(context.logged(), /for tests, not for use/)
})

t.test("anybody with the password, where there is one", async t => {
  const context = await pluginContext(t, { "DummyAuthenticator.password": "open sesame" })
  await authenticatorContract(t, {
    authenticator: dummy,
    context,
    right: [{ username: "ada", password: "open sesame" }],
    wrong: [
      { username: "ada", password: "open" },
      { username: "ada", password: "" },
    ],
  })
})
