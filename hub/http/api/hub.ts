/** What the hub is and runs: the version that everybody may read, and details for those who may. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { endpoint } from "../endpoint.ts"
import { jupyterhubVersion } from "../jupyterhub-version.ts"
import { siteSets } from "../response-headers.ts"

const classSchema = z.strictObject({ class: z.string(), version: z.string() })

const version = {
  method: "get",
  summary: "The version of the API; single-user servers ask for it before they start",
  tag: "hub",
  handler: "jupyterhub.apihandlers.hub.RootAPIHandler",
  scopes: "none",
  open: true,
  replies: { 200: z.strictObject({ version: z.string() }) },
} as const

export const hubEndpoints = [
  ...["/api", "/api/"].map(path =>
    endpoint({
      ...version,
      path,
      async handle({ core }) {
        const anywhere = siteSets(core.config, "Access-Control-Allow-Origin")
          ? {}
          : { "Access-Control-Allow-Origin": "*" }
        return { status: 200, body: { version: jupyterhubVersion }, headers: anywhere }
      },
    }),
  ),
  endpoint({
    method: "get",
    path: "/api/info",
    summary: "Versions and the classes of spawner and authenticator",
    tag: "hub",
    handler: "jupyterhub.apihandlers.hub.InfoAPIHandler",
    scopes: ["read:hub"],
    replies: {
      200: z.strictObject({
        version: z.string(),
        python: z.string(),
        sys_executable: z.string(),
        spawner: classSchema,
        authenticator: classSchema,
      }),
    },
    async handle({ core }) {
      return { status: 200, body: info(core) }
    },
  }),
]

/** The fields are JupyterHub's; where it names Python, this names what the hub runs on. */
function info(core: Core) {
  return {
    version: jupyterhubVersion,
    python: `Node.js ${process.version}`,
    sys_executable: process.execPath,
    spawner: classOf(core.spawner.name),
    authenticator: classOf(core.authenticator.name),
  }
}

function classOf(name: string) {
  return { class: classes[name] ?? name, version: jupyterhubVersion }
}

/** What clients that look at the class know our plugins as. */
const classes: Readonly<Record<string, string>> = {
  simple: "jupyterhub.spawner.SimpleLocalProcessSpawner",
  localprocess: "jupyterhub.spawner.LocalProcessSpawner",
  slurm: "batchspawner.SlurmSpawner",
  dummy: "jupyterhub.auth.DummyAuthenticator",
  pam: "jupyterhub.auth.PAMAuthenticator",
  null: "jupyterhub.auth.NullAuthenticator",
  "shared-password": "jupyterhub.authenticators.shared.SharedPasswordAuthenticator",
}
