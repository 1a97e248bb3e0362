/** An authenticator that is a Python class of the site: it lives in the resident process and is asked there. */
import type { Authenticator, AuthModel } from "../plugin/authenticator.ts"
import type { Log } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"
import type { JsonObject } from "../plugin/spawner.ts"
import type { HubSettings } from "./hub-settings.ts"
import type { PythonHost } from "./python-host.ts"
import { asModel, plainRequest, pythonPages } from "./python-pages.ts"

interface Parts {
  readonly className: string
  readonly python: PythonHost
  readonly settings: HubSettings
  /** Signs the cookies of its own pages. */
  readonly pageSecret: string
  readonly templateVars: Readonly<Record<string, unknown>>
  readonly templatePaths: readonly string[]
  readonly log: Log
}

/** What the class says of itself, see site_authenticator.py. */
interface Opened {
  readonly login_service: string
  readonly login_url: string
  readonly custom_html: string
  /** Regular expressions of paths below the hub's prefix. */
  readonly pages: readonly string[]
  /** Methods that it has of its own. */
  readonly overrides: readonly string[]
}

/** Throws a Fault that says what the class cannot do with the site's settings. */
export async function pythonAuthenticator(parts: Parts): Promise<Authenticator> {
  const { python, settings, className } = parts
  let known: readonly string[] = []
  let opened: Opened | null = null
  await python.prepare(async () => {
    const args = [settings, parts.pageSecret, parts.templateVars, parts.templatePaths]
    opened = (await python.ask("authenticator.open", args)) as Opened
    // A new process has forgotten whom the old one knew.
    if (known.length > 0) await python.ask("authenticator.meet", [known])
  })
  if (opened === null) throw new Fault(500, `The authenticator ${className} could not be made`)
  const { login_service, login_url, custom_html, pages, overrides }: Opened = opened
  const has = (method: string) => overrides.includes(method)
  const loginPage = `${settings.base_url.replace(/\/$/, "")}/hub/login`
  return {
    name: className,
    loginService: login_service,
    decides: true,
    ...(login_url === loginPage ? {} : { loginUrl: login_url }),
    ...(custom_html === "" ? {} : { customHtml: custom_html }),
    async authenticate({ fields, request }) {
      if (request === undefined) throw new Fault(500, `${className} takes logins from browsers only`)
      const data = request.method === "GET" ? null : fields
      return asModel(await python.ask("authenticator.authenticate", [plainRequest(request), data]))
    },
    async admit(name) {
      await python.ask("authenticator.add_user", [name])
      known = [...known, name]
    },
    async meet(names) {
      known = names
      return (await python.ask("authenticator.meet", [names])) as readonly string[]
    },
    ...(has("load_managed_roles")
      ? {
          managedRoles: async () => (await python.ask("authenticator.load_managed_roles", [])) as readonly JsonObject[],
        }
      : {}),
    async forget(name) {
      known = known.filter(other => other !== name)
      await python.ask("authenticator.delete_user", [name])
    },
    ...(has("refresh_user")
      ? {
          async refresh(_name, _context, { authState, ...user }) {
            const answer = await python.ask("authenticator.refresh", [{ ...user, auth_state: authState }])
            return typeof answer === "boolean" ? answer : refreshed(answer, user.name)
          },
        }
      : {}),
    ...(has("pre_spawn_start")
      ? {
          beforeStart: async spawner => (await python.askWithSpawner("authenticator.pre_spawn_start", spawner)).changes,
        }
      : {}),
    ...(has("post_spawn_stop")
      ? { afterStop: async spawner => void (await python.askWithSpawner("authenticator.post_spawn_stop", spawner)) }
      : {}),
    ...(pages.length > 0 ? { pages: ownPages(pages, parts) } : {}),
  } satisfies Authenticator
}

function ownPages(patterns: readonly string[], { python, log, className }: Parts) {
  return pythonPages({ owner: `authenticator ${className}`, operation: "authenticator.answer", patterns, python, log })
}

/** Here an absent auth_state is one that stays. */
function refreshed(answer: unknown, name: string): AuthModel {
  const { authState, ...model } = asModel({ ...(answer as object), name }) ?? { name }
  return typeof answer === "object" && answer !== null && "auth_state" in answer
    ? { ...model, authState: authState ?? null }
    : model
}
