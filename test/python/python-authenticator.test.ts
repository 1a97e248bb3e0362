/** Authenticators of sites as they are in the wild, in a real hub. */
import t from "tap"
import { refreshAuth } from "../../hub/core/users/auth-refresh.ts"
import { readAuthState } from "../../hub/core/users/auth-state.ts"
import { issueToken } from "../../hub/core/users/tokens.ts"
import { createUsers } from "../../hub/core/users/users.ts"
import { roleNamesOfUsers } from "../../hub/db/members.ts"
import { findUserByName } from "../../hub/db/users.ts"
import { classHub } from "../support/class-hub.ts"

t.test("a class of the configuration: its rules, its hooks, its people", async t => {
  const hub = await classHub(t, {
    settings: { JupyterHub: { authenticator_class: "dummy" } },
    env: { JUPYTERHUB_CRYPT_KEY: "0123456789abcdef".repeat(4) },
    configText: `
from jupyterhub.auth import Authenticator
from tornado import web

class SiteAuthenticator(Authenticator):
    enable_auth_state = True

    async def authenticate(self, handler, data):
        if data["password"] == "expired":
            raise web.HTTPError(403, "Your password has expired")
        if data["password"] != "right":
            return None
        via = handler.request.headers.get("X-Site", "") + handler.get_argument("color", "")
        return {"name": data["username"], "auth_state": {"via": via, "ip": handler.request.remote_ip}}

    def normalize_username(self, username):
        return username.lower().partition("@")[0]

    def check_allowed(self, username, authentication=None):
        return super().check_allowed(username, authentication) or username.startswith("x")

    async def refresh_user(self, user, handler=None):
        state = await user.get_auth_state()
        return {"name": user.name, "admin": state["via"] == "red"}

    async def load_managed_roles(self):
        return [{"name": "readers", "scopes": ["list:users"], "users": {"Zoe@site.org", "root"}}]

    async def pre_spawn_start(self, user, spawner):
        state = await user.get_auth_state()
        spawner.environment["VIA"] = state["via"]

def after(authenticator, handler, model):
    model["auth_state"]["hook"] = type(authenticator).__name__
    return model

c.JupyterHub.authenticator_class = SiteAuthenticator
c.Authenticator.manage_roles = True
c.Authenticator.reset_managed_roles_on_startup = True
c.Authenticator.allow_all = False
c.Authenticator.allow_existing_users = True
c.SiteAuthenticator.allowed_users = {"ada@site.org"}
c.SiteAuthenticator.admin_users.add("root")
c.SiteAuthenticator.post_auth_hook = after
c.Authenticator.reconcile_auth_state_hook = lambda authenticator, model, old: dict(model["auth_state"], old=old)
`,
  })
  const { core } = hub
  t.equal(core.authenticator.name, "SiteAuthenticator")
  t.equal(core.config.get("Authenticator.enable_auth_state"), true, "a value of the class itself counts")

  const login = async (name: string, password = "right", fields = {}) => {
    const client = hub.client()
    await client.ask("/hub/login")
    return client.submit("/hub/login", { username: name, password, ...fields })
  }
  t.equal((await login("ADA@site.org", "right", { color: "green" })).status, 302)
  t.ok(await findUserByName(core.db, "ada"), "under the name that the class makes of it")
  t.equal((await login("ada", "wrong")).status, 403)
  const expired = await login("ada", "expired")
  t.equal(expired.status, 403)
  t.match(expired.text, /Your password has expired/)
  t.equal((await login("xenia")).status, 302, "its own rule")
  t.equal((await login("yvonne")).status, 403)
  t.equal((await login("root")).status, 302, "an admin is allowed")
  t.equal((await findUserByName(core.db, "root"))?.admin, true)

  const root = await findUserByName(core.db, "root")
  t.match((await roleNamesOfUsers(core.db, [root?.id ?? 0])).get(root?.id ?? 0), ["admin", "readers", "user"])
  t.ok(await findUserByName(core.db, "zoe"), "whom load_managed_roles names is there, by the name that the class makes")

  const state = async () => {
    const user = await findUserByName(core.db, "ada")
    return user && readAuthState(core, user)
  }
  t.match(await state(), { via: "green", ip: "127.0.0.1", hook: "SiteAuthenticator", old: null }, "hooks and all")
  t.equal((await login("ada", "right", { color: "red" })).status, 302)
  t.match(await state(), { via: "red", old: { via: "green" } }, "the new one was reconciled with the stored one")

  const ada = await findUserByName(core.db, "ada")
  if (ada === null) return
  t.equal((await refreshAuth(core, ada, { canLogIn: true, force: true }))?.admin, true, "refresh_user is asked")
  t.match(await state(), { via: "red" }, "and leaves what it does not name")

  const { token } = await issueToken(core, { user: ada, note: "test", scopes: ["inherit"] })
  const api = hub.client(token)
  t.equal((await api.api("POST", "/users/ada/server")).status, 201)
  const seen = await api.ask("/user/ada/env")
  t.equal(seen.json().VIA, "red", "pre_spawn_start sets the environment")
  t.equal((await api.api("DELETE", "/users/ada/server")).status, 204)
})

t.test("a process that dies takes nobody's right to come in with it", async t => {
  const hub = await classHub(t, {
    configText: `
import os
from jupyterhub.auth import Authenticator

class Simple(Authenticator):
    async def authenticate(self, handler, data):
        if data["password"] == "die":
            os._exit(3)
        return data["username"]

c.JupyterHub.authenticator_class = Simple
c.Authenticator.allow_all = False
c.Authenticator.allow_existing_users = True
c.Authenticator.allowed_users = {"ada"}
`,
  })
  const login = (name: string, password = "x") => hub.client().login(name, password)
  t.equal((await login("bob")).status, 403)
  await createUsers(hub.core, ["bob"], { admin: false })
  t.equal((await login("bob")).status, 302, "who is in the database may come in")
  t.equal((await login("ada", "die")).status, 500)
  t.equal((await login("bob")).status, 302, "the new process knows him too")
})
