/** The environment of a server, compared with what JupyterHub 6.1.1 gave one under the same settings. */
import t, { type Test } from "tap"
import { singleUserEnv } from "../../../hub/core/servers/single-user-env.ts"
import { bareCore } from "../../support/bare-core.ts"

async function envOf(
  t: Test,
  traits: Readonly<Record<string, unknown>>,
  names = { userName: "al@b_c", serverName: "lab-1" },
  overrides = {},
) {
  const { core } = await bareCore(t, { traits, hubApiUrl: "http://127.0.0.1:18766/base/hub/api" })
  const standIn = { user: { name: names.userName }, name: names.serverName, traits: {} }
  return singleUserEnv(core.config, core.spawnerContext, { ...names, token: "31c8b891", overrides, standIn })
}

t.test("with everything set", async t => {
  const env = await envOf(t, {
    "JupyterHub.bind_url": "http://127.0.0.1:18765/base/",
    "JupyterHub.public_url": "https://hub.example.org/base/",
    "JupyterHub.admin_access": true,
    "JupyterHub.tornado_settings": { cookie_options: { SameSite: "None", Secure: true } },
    "Spawner.mem_limit": "2G",
    "Spawner.mem_guarantee": "1G",
    "Spawner.cpu_limit": 2,
    "Spawner.cpu_guarantee": 0.5,
    "Spawner.notebook_dir": "/srv/{username}",
    "Spawner.default_url": "{base_url}lab",
    "Spawner.debug": true,
    "Spawner.disable_user_config": true,
    "Spawner.environment": { A: "1", JUPYTERHUB_API_URL: "http://10.0.0.1/api" },
    "Spawner.oauth_client_allowed_scopes": ["read:users!user", "self"],
  })
  t.same(env, {
    A: "1",
    CPU_GUARANTEE: "0.5",
    CPU_LIMIT: "2.0",
    JPY_API_TOKEN: "31c8b891",
    JUPYTERHUB_ACTIVITY_URL: "http://127.0.0.1:18766/base/hub/api/users/al@b_c/activity",
    JUPYTERHUB_ADMIN_ACCESS: "1",
    JUPYTERHUB_API_TOKEN: "31c8b891",
    JUPYTERHUB_API_URL: "http://10.0.0.1/api",
    JUPYTERHUB_BASE_URL: "/base/",
    JUPYTERHUB_CLIENT_ID: "jupyterhub-user-al%40b_c-lab-1",
    JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED: "0",
    JUPYTERHUB_COOKIE_OPTIONS: '{"SameSite": "None", "Secure": true}',
    JUPYTERHUB_DEBUG: "1",
    JUPYTERHUB_DEFAULT_URL: "/base/user/al@b_c/lab-1/lab",
    JUPYTERHUB_DISABLE_USER_CONFIG: "1",
    JUPYTERHUB_HOST: "https://hub.example.org",
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:servers!server=al@b_c/lab-1", "access:servers!user=al@b_c"]',
    JUPYTERHUB_OAUTH_CALLBACK_URL: "/base/user/al@b_c/lab-1/oauth_callback",
    JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES: '["read:users!user", "self"]',
    JUPYTERHUB_OAUTH_SCOPES: '["access:servers!server=al@b_c/lab-1", "access:servers!user=al@b_c"]',
    JUPYTERHUB_PUBLIC_HUB_URL: "https://hub.example.org/base/hub/",
    JUPYTERHUB_PUBLIC_URL: "https://hub.example.org/base/user/al@b_c/lab-1/",
    JUPYTERHUB_ROOT_DIR: "/srv/al@b_c",
    JUPYTERHUB_SERVER_NAME: "lab-1",
    JUPYTERHUB_SERVICE_PREFIX: "/base/user/al@b_c/lab-1/",
    JUPYTERHUB_SERVICE_URL: "http://127.0.0.1:0/base/user/al@b_c/lab-1/",
    JUPYTERHUB_USER: "al@b_c",
    MEM_GUARANTEE: "1073741824",
    MEM_LIMIT: "2147483648",
  })
})

t.test("with nothing set", async t => {
  const env = await envOf(t, {}, { userName: "ada", serverName: "" })
  t.same(Object.keys(env).sort(), [
    "JPY_API_TOKEN",
    "JUPYTERHUB_ACTIVITY_URL",
    "JUPYTERHUB_API_TOKEN",
    "JUPYTERHUB_API_URL",
    "JUPYTERHUB_BASE_URL",
    "JUPYTERHUB_CLIENT_ID",
    "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED",
    "JUPYTERHUB_HOST",
    "JUPYTERHUB_OAUTH_ACCESS_SCOPES",
    "JUPYTERHUB_OAUTH_CALLBACK_URL",
    "JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES",
    "JUPYTERHUB_OAUTH_SCOPES",
    "JUPYTERHUB_PUBLIC_HUB_URL",
    "JUPYTERHUB_PUBLIC_URL",
    "JUPYTERHUB_SERVER_NAME",
    "JUPYTERHUB_SERVICE_PREFIX",
    "JUPYTERHUB_SERVICE_URL",
    "JUPYTERHUB_USER",
  ])
  t.match(env, {
    JUPYTERHUB_CLIENT_ID: "jupyterhub-user-ada",
    JUPYTERHUB_HOST: "",
    JUPYTERHUB_PUBLIC_URL: "",
    JUPYTERHUB_SERVER_NAME: "",
    JUPYTERHUB_SERVICE_PREFIX: "/user/ada/",
    JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES: "[]",
  })
})

t.test("hooks win over the site", async t => {
  const traits = { "Spawner.mem_limit": "1G", "Spawner.hub_connect_url": "http://10.1.1.1:8081/" }
  const env = await envOf(t, traits, { userName: "ada", serverName: "" }, { mem_limit: 5, environment: { B: true } })
  t.match(env, { MEM_LIMIT: "5", B: "true", JUPYTERHUB_API_URL: "http://10.1.1.1:8081/hub/api" })
})
