import t from "tap"
import { anonymous, type Identity } from "../../../hub/core/rbac/identity.ts"
import { insertService } from "../../../hub/db/services.ts"
import { siteOf } from "../../../hub/http/render/site.ts"
import { commonVariables } from "../../../hub/http/render/variables.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("what templates may use, and what they never see", async t => {
  const hub = await pageHub(t, {
    settings: {
      JupyterHub: { base_url: "/prefix/", template_vars: { announcement: "a", announcement_home: "h", custom: 1 } },
    },
  })
  const { core } = hub
  await hub.as("alice").catch(() => {})
  const service = {
    admin: false,
    oauth_client_allowed_scopes: null,
    info: null,
    oauth_no_confirm: null,
    from_config: null,
    oauth_client_id: null,
    pid: null,
  }
  await insertService(core.db, { ...service, name: "shown", url: "http://127.0.0.1:1", display: true })
  await insertService(core.db, { ...service, name: "hidden", url: "http://127.0.0.1:1", display: false })
  await insertService(core.db, { ...service, name: "no-url", url: null, display: true })
  await insertService(core.db, { ...service, name: "theirs", url: "http://127.0.0.1:1", display: true })
  const user = {
    id: 1,
    name: "alice",
    admin: false,
    created: new Date(0),
    last_activity: null,
    cookie_id: "SECRET",
    user_info: null,
    encrypted_auth_state: Buffer.from("SECRET"),
  }
  const scopes = [
    "access:services!service=hidden",
    "access:services!service=no-url",
    "access:services!service=shown",
    "admin-ui",
  ]
  const identity: Identity = { ...anonymous, kind: "user", user, scopes }
  const variables = await commonVariables(core, siteOf(core), identity, "xsrf", "home")
  t.match(variables, {
    base_url: "/prefix/hub/",
    prefix: "/prefix/",
    login_url: "/prefix/hub/login",
    logout_url: "/prefix/hub/logout",
    user: { name: "alice", url: "/prefix/user/alice/" },
    parsed_scopes: ["access:services", "admin-ui"],
    expanded_scopes: scopes,
    services: [{ name: "shown", href: "/prefix/services/shown/" }],
    announcement: "h",
    custom: 1,
    xsrf: "xsrf",
  })
  t.notMatch(JSON.stringify(variables), "SECRET")
  t.equal((await commonVariables(core, siteOf(core), anonymous, "", "token")).announcement, "a")
  t.equal((await commonVariables(core, siteOf(core), anonymous, "", "token")).user, null)
})
