/** Asks slurmrestd as a person, in the version that it speaks. */
import { userInfo } from "node:os"
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault } from "../../../hub/plugin/errors.ts"
import type { SlurmSettings } from "../settings.ts"
import { slurmUnreachable } from "../unreachable.ts"
import { type RestAnswer, readAnswer } from "./answer.ts"
import { type JsonAnswer, type JsonRequest, type SendJson, sendJson } from "./http-json.ts"
import type { Tokens } from "./tokens.ts"
import type { Versions } from "./version.ts"

export interface RestClient {
  /** `path` stands behind the version; `user` null is the hub's own account. */
  ask(user: string | null, method: JsonRequest["method"], path: string, body?: unknown): Promise<RestAnswer>
  /** The same of slurmdbd. */
  askAccounting(path: string): Promise<RestAnswer>
  version(): Promise<string>
  /** Whether this slurmrestd knows a question that only some releases of the same version do. */
  serves(path: string): Promise<boolean>
}

/** slurmctld that is away is told after ten seconds. */
const timeoutMs = 45_000

export function restClient(
  settings: SlurmSettings,
  context: PluginContext,
  tokens: Tokens,
  versions: Versions,
  send: SendJson = sendJson,
): RestClient {
  const { restUrl: base } = settings
  if (base === "") throw new Fault(500, "With driver = 'rest', SlurmSpawner.rest_url has to be set")
  const service = settings.restUser || userInfo().username
  const version = () =>
    versions.of(base, settings.restVersion, v => request(service, "GET", `/slurm/v${v}/ping/`), context)

  async function request(
    user: string,
    method: JsonRequest["method"],
    path: string,
    body?: unknown,
  ): Promise<JsonAnswer> {
    const token = await tokens.of(user, settings, context)
    const headers = { "X-SLURM-USER-NAME": user, "X-SLURM-USER-TOKEN": token }
    try {
      return await send({ method, base, path, headers, body, timeoutMs })
    } catch (error) {
      const why = error instanceof Error ? error.message || error.name : String(error)
      throw slurmUnreachable(`slurmrestd at ${base}`, why)
    }
  }

  async function asked(
    api: "slurm" | "slurmdb",
    user: string,
    method: JsonRequest["method"],
    path: string,
    body?: unknown,
  ) {
    const whole = `/${api}/v${await version()}${path}`
    const answer = readAnswer(await request(user, method, whole, body), `slurmrestd at ${base}${whole}`)
    if (answer.ok && method === "POST" && answer.warnings.length > 0) {
      // A field that it does not know is ignored: the job is there, but not as it was asked for.
      context.log.warn("slurmrestd did not take everything", { path: whole, warnings: answer.warnings })
    }
    return answer
  }

  return {
    ask: (user, method, path, body) => asked("slurm", user ?? service, method, path, body),
    askAccounting: path => asked("slurmdb", service, "GET", path),
    version,
    serves: async path => {
      const whole = `/slurm/v${await version()}${path}`
      return versions.served(base, whole, () => request(service, "GET", whole), context)
    },
  }
}
