/** Pages that tornado handlers in the resident process draw: the request goes there, and what became of it comes back. */
import type { AuthenticatorPages, AuthModel, PageAnswer, WebRequest } from "../plugin/authenticator.ts"
import type { Log } from "../plugin/context.ts"
import { Fault, type HubError } from "../plugin/errors.ts"
import type { JsonObject } from "../plugin/spawner.ts"
import { hookError, type PythonError } from "./hook-error.ts"
import type { PythonHost } from "./python-host.ts"

interface Parts {
  /** For messages: `authenticator SiteAuthenticator`. */
  readonly owner: string
  /** The operation that answers, see operations.py. */
  readonly operation: string
  /** Python's regular expressions of paths below the hub's prefix. */
  readonly patterns: readonly string[]
  readonly python: PythonHost
  readonly log: Log
}

export function pythonPages({ owner, operation, patterns, python, log }: Parts): AuthenticatorPages {
  const own = patterns.map(pattern => new RegExp(`^(?:${pattern.replaceAll("(?P<", "(?<")})$`))
  return {
    owns: path => own.some(pattern => pattern.test(path)),
    async answer(request, { user, ...visitor }) {
      const who = user === null ? null : { ...user, auth_state: user.authState }
      const answer = (await python.ask(operation, [plainRequest(request), { ...visitor, user: who }])) as Answer
      if (answer.error !== null) throw failed(answer.error, owner, log)
      return { ...answer, login: asModel(answer.login) }
    },
  }
}

interface Answer extends Omit<PageAnswer, "login"> {
  readonly login: unknown
  readonly error: PythonError | null
}

function failed(error: PythonError, owner: string, log: Log): HubError {
  if (!error.forUsers) log.error(`A page of the ${owner} failed: ${error.type}`, { traceback: error.traceback })
  return hookError({ repr: owner }, error)
}

export function plainRequest(request: WebRequest) {
  return { ...request, headers: request.headers.map(([name, value]) => [name, value]) }
}

/** JupyterHub's dict: what is absent there is absent here, since that means something else than None. */
export function asModel(answer: unknown): AuthModel | null {
  if (typeof answer !== "object" || answer === null) return null
  const { name, admin, groups, roles, auth_state, user_info } = answer as Dict
  if (typeof name !== "string") throw new Fault(500, "The authenticator named nobody: its answer has no name")
  return {
    name,
    admin: admin ?? null,
    ...(groups === undefined ? {} : { groups }),
    ...(roles === undefined ? {} : { roles }),
    authState: auth_state ?? null,
    userInfo: user_info ?? null,
  }
}

interface Dict {
  readonly name?: unknown
  readonly admin?: boolean | null
  readonly groups?: readonly string[] | null
  readonly roles?: readonly JsonObject[] | null
  readonly auth_state?: JsonObject | null
  readonly user_info?: JsonObject | null
}
