import t from "tap"
import { redacted } from "../../hub/config/redact.ts"

t.test("secrets are hidden wherever they stand", async t => {
  const raw = {
    JupyterHub: {
      cookie_secret: Buffer.from("hunter2"),
      db_url: "postgresql://hub:hunter2@db/hub",
      services: [{ name: "culler", api_token: "hunter2", environment: { A: "hunter2" } }],
      service_tokens: { hunter2: "culler" },
      port: 8000,
      cookie_secret_file: "secret-file",
    },
    ConfigurableHTTPProxy: { auth_token: "hunter2" },
    SharedPasswordAuthenticator: { user_password: "hunter2", password_groups: { hunter2: ["g"] } },
    MySpawner: { environment: { KEY: "hunter2" } },
    GitHubOAuthenticator: { client_secret: "hunter2", client_id: "id", url: "https://me:hunter2@host/" },
    CryptKeeper: { keys: ["hunter2"] },
  }
  const shown = redacted({ raw })
  t.notMatch(JSON.stringify(shown), /hunter2/)
  t.match(shown, {
    JupyterHub: { port: 8000, cookie_secret_file: "secret-file", db_url: "postgresql://hub:<hidden>@db/hub" },
    GitHubOAuthenticator: { client_id: "id" },
  })
  t.match(shown.JupyterHub?.services, [{ name: "culler" }])
})

t.test("what is not there is no secret", async t => {
  const raw = {
    ConfigurableHTTPProxy: { auth_token: "" },
    Spawner: { pre_spawn_hook: { __py__: 0, repr: "function f", kind: "function" } },
  }
  t.same(redacted({ raw }), { ConfigurableHTTPProxy: { auth_token: "" }, Spawner: { pre_spawn_hook: "<function f>" } })
})
