/** A spawner that is a Python class of the site: it lives in the resident process, and what lasts is in its state. */
import { Fault, Refusal } from "../plugin/errors.ts"
import type { JobStatus, JsonObject, Run, Spawner, Started, StartRequest } from "../plugin/spawner.ts"
import type { HubSettings } from "./hub-settings.ts"
import { type PythonHost, processEnded } from "./python-host.ts"

interface Parts {
  readonly className: string
  readonly python: PythonHost
  readonly settings: HubSettings
}

/** Throws a Fault that says what the class cannot do with the site's settings. */
export async function pythonSpawner({ className, python, settings }: Parts): Promise<Spawner> {
  await python.prepare(async () => void (await python.ask("spawner.open", [settings])))
  return {
    name: className,
    provesIdentity: false,
    ownsStart: true,
    parse: raw => ({ userOptions: raw, demand: oneServer }),
    async start(request) {
      const onEvent = (event: unknown) => report(request, event)
      try {
        return started(await python.ask("spawner.start", [startView(request)], onEvent))
      } catch (error) {
        throw certain(error)
      }
    },
    // The class puts them where its servers read them, by its own move_certs.
    placeCertificates: async files => files,
    async poll(runs) {
      const answers = (await python.ask("spawner.poll", [runs.map(view)])) as Readonly<Record<string, Polled>>
      return new Map(Object.entries(answers).map(([run, answer]) => [run, status(answer)]))
    },
    async stop(run) {
      await python.ask("spawner.stop", [view(run)])
    },
    async find(runs) {
      const found = (await python.ask("spawner.find", [runs.map(run => run.id)])) as Readonly<
        Record<string, JsonObject>
      >
      return new Map(Object.entries(found))
    },
    async finish(run) {
      await python.ask("spawner.finish", [view(run)])
    },
    async portReported(runId, port) {
      await python.ask("spawner.port_reported", [runId, port])
    },
    async siteForm(run) {
      const html = await python.ask("spawner.form", [view(run)])
      return typeof html === "string" && html !== "" ? html : null
    },
    async siteOptions(run, fields, isQuery) {
      const options = await python.ask("spawner.options", [view(run), fields, isQuery])
      return typeof options === "object" && options !== null && !Array.isArray(options) ? (options as JsonObject) : {}
    },
  } satisfies Spawner
}

const oneServer = {
  queue: null,
  container: null,
  gpus: 0,
  gpuType: null,
  cpus: null,
  memoryMb: null,
  walltimeMinutes: null,
}

/** As site_spawner.py makes an object of it. */
function view({ id, user, serverName, userOptions, state }: Run) {
  return { run: id, user, name: serverName, options: userOptions, state }
}

function startView(request: StartRequest) {
  const { env, authState } = request
  const whole = view(request)
  return {
    ...whole,
    user: { ...whole.user, auth_state: authState ?? null },
    token: env.JUPYTERHUB_API_TOKEN,
    certificates: certificates(env),
    allowed_scopes: JSON.parse(env.JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES ?? "[]"),
  }
}

/** By the names of move_certs; null without internal_ssl. */
function certificates(env: StartRequest["env"]) {
  const { JUPYTERHUB_SSL_KEYFILE: keyfile, JUPYTERHUB_SSL_CERTFILE: certfile, JUPYTERHUB_SSL_CLIENT_CA: cafile } = env
  return keyfile === undefined ? null : { keyfile, certfile, cafile }
}

function started(answer: unknown): Started {
  const { state, host, port } = answer as { state: JsonObject; host: string; port: number }
  return { state, address: { host, port } }
}

function report(request: StartRequest, event: unknown): void {
  const { progress, message } = event as { progress?: unknown; message?: unknown }
  if (typeof message === "string") request.report?.(typeof progress === "number" ? progress : 50, message)
}

/** A start that failed has been cleared up there; only when the process is gone is it not known what runs. */
function certain(error: unknown): unknown {
  if (!(error instanceof Fault) || error.detail.code === processEnded) return error
  return new Refusal(error.status, error.message, error.detail)
}

type Polled = { readonly exit: number | null } | { readonly unknown: string }

function status(answer: Polled): JobStatus {
  if ("unknown" in answer) return { status: "unknown", cause: answer.unknown }
  if (answer.exit === null) return { status: "running" }
  return { status: "gone", exitCode: answer.exit, reason: `exit code ${answer.exit}` }
}
