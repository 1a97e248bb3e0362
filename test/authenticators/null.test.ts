/** The authenticator that lets nobody in. */
import t from "tap"
import { none } from "../../authenticators/null.ts"
import { authenticatorContract } from "../contract/authenticator.ts"
import { pluginContext } from "../support/plugin-context.ts"

t.test("nobody", async t => {
  const wrong = [{ username: "ada", password: "x" }, {}]
  await authenticatorContract(t, { authenticator: none, context: await pluginContext(t), right: [], wrong })
})
