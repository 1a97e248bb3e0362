import t, { type Test } from "tap"
import { loadRoles } from "../../../hub/core/start/roles.ts"
import { bareCore } from "../../support/bare-core.ts"

async function logOf(t: Test, traits: Record<string, unknown>): Promise<string> {
  const { core, log } = await bareCore(t, { traits })
  await loadRoles(core)
  return log()
}

const load_roles = [{ name: "user", scopes: ["self", "shares!user"] }]

t.test("people who share on one host are warned of what that means", async t => {
  t.match(await logOf(t, { "JupyterHub.load_roles": load_roles }), /The role user lets people share servers/)
})

t.test("nobody is where people do not share, or have hosts of their own", async t => {
  t.notMatch(await logOf(t, {}), "share servers")
  const subdomain_host = "https://hub.example.org"
  const apart = { "JupyterHub.load_roles": load_roles, "JupyterHub.subdomain_host": subdomain_host }
  t.notMatch(await logOf(t, apart), "share servers")
})
