/** Where a person goes on to: `next` where it is safe, else the site's default page, else the own server or the home page. */
import type { Request } from "express"
import type { Core } from "../../core/core.ts"
import { serverUrl } from "../../core/public-urls.ts"
import { hubPrefix } from "../../core/urls.ts"
import { handlerStandIn } from "../../core/users/handler-stand-in.ts"
import type { UserRow } from "../../db/rows.ts"
import { safeNext } from "../redirect.ts"
import type { PageCall } from "../render/render.ts"
import { argument, queryPairs } from "./arguments.ts"
import { withQuery } from "./go.ts"
import { serversOf } from "./servers-of.ts"

export async function nextUrl(call: PageCall, user: UserRow | null, fallback?: string): Promise<string> {
  const { core, request } = call
  const wanted = safeNext(core, request, argument(request, "next"))
  if (wanted !== null) return wanted
  const url = fallback ?? (await defaultUrl(call, user))
  return withQuery(url, queryPairs(request, ["next", "_xsrf"]))
}

/** Where a person goes who did not say where to. */
export async function defaultUrl({ core, request }: PageCall, user: UserRow | null): Promise<string> {
  return (await siteDefault(core, user, request)) || (await ownDefault(core, user))
}

/** `JupyterHub.default_url`; empty when the site has none for this person. */
export async function siteDefault(core: Core, user: UserRow | null, request?: Request): Promise<string> {
  const hook = core.config.hook("JupyterHub.default_url")
  if (hook === null) return String(core.config.get("JupyterHub.default_url") ?? "")
  const asked = request && { method: request.method, uri: request.originalUrl }
  const handler = await handlerStandIn(core, user, asked)
  const answer = await core.spawnerContext.call(hook, [handler])
  return typeof answer === "string" ? answer : ""
}

async function ownDefault(core: Core, user: UserRow | null): Promise<string> {
  const hub = hubPrefix(core.config)
  if (user === null || !core.config.get("JupyterHub.redirect_to_server")) return `${hub}home`
  const { runs } = await serversOf(core, user)
  return runs.has("") ? serverUrl(core.config, user.name, "") : `${hub}spawn`
}
