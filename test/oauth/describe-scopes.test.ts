/** Scopes in words. */
import t from "tap"
import { describeScopes } from "../../hub/oauth/describe-scopes.ts"
import { bareCore } from "../support/bare-core.ts"

t.test("what, and for whom", async t => {
  const custom = { "custom:files": { description: "Your files" } }
  const { core } = await bareCore(t, { traits: { "JupyterHub.custom_scopes": custom } })
  const scopes = [
    "shutdown",
    "users!user",
    "users!user=ada",
    "users!user=bob",
    "users!group=lab",
    "servers!server",
    "custom:files",
  ]
  const described = describeScopes(core, scopes, "ada")
  t.same(
    described.map(d => d.filter),
    ["", "only you", "only you", "user bob", "users in group lab", "this server", ""],
  )
  t.match(described[0], { scope: "shutdown", description: /Shut/ })
  t.equal(described[6]?.description, "Your files")
})
