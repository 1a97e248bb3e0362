import t from "tap"
import { loadSite } from "../support/site-config.ts"

t.test("secrets of the environment, where the site has none", async t => {
  const env = { JPY_COOKIE_SECRET: "ab".repeat(32), CONFIGPROXY_AUTH_TOKEN: "tok", JUPYTERHUB_CRYPT_KEY: "k1;k2" }
  const { config } = await loadSite(t, { env })
  t.same(config.get("JupyterHub.cookie_secret"), Buffer.alloc(32, 0xab))
  t.equal(config.get("ConfigurableHTTPProxy.auth_token"), "tok")
  t.same(config.get("CryptKeeper.keys"), ["k1", "k2"])
  const own = await loadSite(t, {
    env,
    argv: ["--ConfigurableHTTPProxy.auth_token=mine", `--JupyterHub.cookie_secret=${"cd".repeat(32)}`],
  })
  t.equal(own.config.get("ConfigurableHTTPProxy.auth_token"), "mine")
  t.same(own.config.get("JupyterHub.cookie_secret"), Buffer.alloc(32, 0xcd))
  await t.rejects(loadSite(t, { env: { JPY_COOKIE_SECRET: "no hex" } }), {
    message: /JPY_COOKIE_SECRET must be hexadecimal/,
  })
})

t.test("old names speak for new ones that are not set", async t => {
  const { config } = await loadSite(t, {
    argv: ["--JupyterHub.admin_users=ada", "--Authenticator.whitelist=bob", "--JupyterHub.proxy_api_port=9"],
  })
  t.same(config.get("Authenticator.admin_users"), ["ada"])
  t.same(config.get("Authenticator.allowed_users"), ["bob"])
  t.equal(config.get("ConfigurableHTTPProxy.api_url"), "http://127.0.0.1:9")
  const both = await loadSite(t, { argv: ["--Authenticator.whitelist=bob", "--Authenticator.allowed_users=eve"] })
  t.same(both.config.get("Authenticator.allowed_users"), ["eve"])
})

t.test("who may log in, by default", async t => {
  const none = await loadSite(t)
  t.equal(none.config.get("Authenticator.allow_existing_users"), false)
  t.equal(none.config.get("Authenticator.any_allow_config"), false)
  const some = await loadSite(t, { argv: ["--Authenticator.allowed_users=ada"] })
  t.equal(some.config.get("Authenticator.allow_existing_users"), true)
  t.equal(some.config.get("Authenticator.any_allow_config"), true)
  const closed = await loadSite(t, {
    argv: ["--Authenticator.allowed_users=ada", "--Authenticator.allow_existing_users=False"],
  })
  t.equal(closed.config.get("Authenticator.allow_existing_users"), false)
})

t.test("OAuth tokens live as long as the login cookie", async t => {
  const { config } = await loadSite(t, { argv: ["--JupyterHub.cookie_max_age_days=0.5"] })
  t.equal(config.get("JupyterHub.oauth_token_expires_in"), 43200)
})
