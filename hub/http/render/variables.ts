/** The variables that every template may use, under the names that JupyterHub's templates have. */
import type { Core } from "../../core/core.ts"
import { serverUrl } from "../../core/public-urls.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { calendarOf } from "../../core/reservations/bookable.ts"
import { serviceUrl } from "../../core/services/service-address.ts"
import { basePrefix, escapeName, hubPrefix } from "../../core/urls.ts"
import type { UserRow } from "../../db/rows.ts"
import { listServices } from "../../db/services.ts"
import type { PyRef } from "../../plugin/context.ts"
import { pythonStandIn } from "../../plugin/stand-in.ts"
import type { Site } from "./site.ts"

export type Variables = Readonly<Record<string, unknown>>

/** What a template sees of a user: never the cookie id or the authentication state. */
interface UserView {
  readonly name: string
  readonly escaped_name: string
  readonly admin: boolean
  readonly url: string
}

export async function commonVariables(
  core: Core,
  site: Site,
  identity: Identity,
  xsrf: string,
  page: string,
): Promise<Variables> {
  const { config } = core
  const hub = hubPrefix(config)
  const user = identity.user === null ? null : userView(core, identity.user)
  const own = await siteVariables(core, user)
  const variables: Variables = {
    page,
    base_url: hub,
    prefix: basePrefix(config),
    user,
    login_url: `${hub}login`,
    login_service: core.authenticator.loginService,
    logout_url: `${hub}logout`,
    version_hash: site.versionHash,
    services: await accessibleServices(core, identity),
    has_calendar: calendarOf(core) !== null,
    containers_link: core.spawner.tasks !== undefined || Object.keys(config.get("CarmeHub.containers")).length > 0,
    parsed_scopes: [...new Set(identity.scopes.map(scope => scope.split("!", 1)[0]))],
    expanded_scopes: identity.scopes,
    xsrf,
    xsrf_token: xsrf,
    ...own,
  }
  return { ...variables, announcement: announcement(own, page) }
}

export function userView(core: Core, user: UserRow): UserView {
  return {
    name: user.name,
    escaped_name: escapeName(user.name),
    admin: user.admin,
    url: serverUrl(core.config, user.name, ""),
  }
}

/** `announcement_home` takes the place of `announcement` on the home page, and so on. */
function announcement(own: Variables, page: string): unknown {
  const special = own[`announcement_${page}`]
  return typeof special === "string" ? special : own.announcement
}

async function siteVariables(core: Core, user: UserView | null): Promise<Variables> {
  const entries = Object.entries(core.config.get("JupyterHub.template_vars"))
  const values = await Promise.all(
    entries.map(
      async ([name, value]) =>
        [
          name,
          isRef(value) ? await core.spawnerContext.call(value, [user && pythonStandIn("user", user)]) : value,
        ] as const,
    ),
  )
  return Object.fromEntries(values)
}

function isRef(value: unknown): value is PyRef {
  return typeof value === "object" && value !== null && "__py__" in value
}

async function accessibleServices(core: Core, identity: Identity) {
  if (identity.user === null) return []
  const services = await listServices(core.db)
  const may = new Set(identity.scopes)
  return services
    .filter(service => service.url && service.display !== false)
    .filter(service => may.has("access:services") || may.has(`access:services!service=${service.name}`))
    .map(service => ({ name: service.name, href: serviceUrl(core.config, service.name) }))
}
