/** /hub/: sends a person to where they want to be. */
import { hubPrefix } from "../../core/urls.ts"
import { go } from "./go.ts"
import { nextUrl, siteDefault } from "./next-url.ts"
import { page } from "./page-row.ts"

export const rootPage = page({
  path: "/",
  summary: "Redirect to the site's default page, to the own server or to the login",
  handler: "jupyterhub.handlers.pages.RootHandler",
  scopes: "none",
  statuses: [302],
  async handle(call) {
    const { core, identity, request } = call
    const url = await siteDefault(core, identity.user, request)
    if (url !== "") return go(url)
    if (identity.user !== null) return go(await nextUrl(call, identity.user))
    return go(`${hubPrefix(core.config)}login?next=${encodeURIComponent(request.originalUrl)}`)
  },
})
