/** What a service is told by its environment: compared with what JupyterHub 6.1.1 gave to the same services. */
import t from "tap"
import { serviceEnv } from "../../../hub/core/services/service-env.ts"
import { parseServiceSpec } from "../../../hub/core/services/service-spec.ts"
import { testConfig } from "../../support/config.ts"

const context = {
  hubApiUrl: "http://127.0.0.1:8081/pre/hub/api",
  hubEnv: (name: string) => ({ PATH: "/bin", LANG: "C.UTF-8", CONFIGPROXY_AUTH_TOKEN: "secret" })[name],
}
const traits = {
  "JupyterHub.base_url": "/pre/",
  "JupyterHub.cookie_host_prefix_enabled": true,
  "JupyterHub.admin_access": true,
}

t.test("one without a URL", async t => {
  const config = await testConfig(t.testdir(), traits)
  const environment = { A: "b", JUPYTERHUB_SERVICE_NAME: "x", JUPYTERHUB_USER: "mine" }
  const spec = parseServiceSpec({ name: "plain", command: ["run"], environment })
  t.strictSame(serviceEnv(config, context, spec, "token", null), {
    A: "b",
    JPY_API_TOKEN: "token",
    JUPYTERHUB_API_TOKEN: "token",
    JUPYTERHUB_API_URL: "http://127.0.0.1:8081/pre/hub/api",
    JUPYTERHUB_BASE_URL: "/pre/",
    JUPYTERHUB_CLIENT_ID: "service-plain",
    JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED: "0",
    JUPYTERHUB_HOST: "",
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:services", "access:services!service=plain"]',
    JUPYTERHUB_OAUTH_CALLBACK_URL: "oauth_callback",
    JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES: "[]",
    JUPYTERHUB_OAUTH_SCOPES: '["access:services", "access:services!service=plain"]',
    JUPYTERHUB_PUBLIC_HUB_URL: "",
    JUPYTERHUB_PUBLIC_URL: "",
    JUPYTERHUB_SERVER_NAME: "",
    JUPYTERHUB_SERVICE_NAME: "plain",
    JUPYTERHUB_SERVICE_URL: "http://127.0.0.1:0/",
    JUPYTERHUB_USER: "mine",
    LANG: "C.UTF-8",
    PATH: "/bin",
  })
})

t.test("one with a URL and an account, on a hub with a public URL", async t => {
  const config = await testConfig(t.testdir(), { ...traits, "JupyterHub.public_url": "https://hub.example.org/pre/" })
  const spec = parseServiceSpec({ name: "web", url: "http://127.0.0.1:9/some", command: ["run"], user: "nobody" })
  t.match(serviceEnv(config, context, spec, "token", { home: "/nonexistent", shell: "" }), {
    HOME: "/nonexistent",
    JUPYTERHUB_HOST: "https://hub.example.org",
    JUPYTERHUB_OAUTH_CALLBACK_URL: "/pre/services/web/oauth_callback",
    JUPYTERHUB_PUBLIC_HUB_URL: "https://hub.example.org/pre/hub/",
    JUPYTERHUB_PUBLIC_URL: "https://hub.example.org/pre/services/web/",
    JUPYTERHUB_SERVICE_PREFIX: "/pre/services/web/",
    JUPYTERHUB_SERVICE_URL: "http://127.0.0.1:9/some",
    JUPYTERHUB_USER: "nobody",
    USER: "nobody",
    SHELL: undefined,
  })
})
