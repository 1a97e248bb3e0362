/** The proxy's routes: listed, checked against what runs, and where the proxy is. */
import { z } from "zod"
import { checkRoutes } from "../../core/check-routes.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Route } from "../../plugin/proxy.ts"
import { endpoint } from "../endpoint.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"

const row = {
  path: "/api/proxy",
  tag: "proxy",
  handler: "jupyterhub.apihandlers.proxy.ProxyAPIHandler",
  scopes: ["proxy"],
} as const

const routesSchema = z.record(
  z.string(),
  z.strictObject({ routespec: z.string(), target: z.string(), data: z.record(z.string(), z.unknown()) }),
)

/** What an Authorization header can carry: with anything else no request would reach the proxy any more. */
const headerText = z.string().regex(/^[\x21-\x7e]+$/, { error: "auth_token must be printable ASCII without spaces" })

export const proxyEndpoints = [
  endpoint({
    ...row,
    method: "get",
    summary: "The routing table",
    query: z.object(pageQuery),
    replies: { 200: z.union([paginatedSchema(routesSchema), routesSchema]) },
    async handle(call) {
      const page = pageOf(call)
      const routes = [...(await call.core.proxy.listRoutes())].sort((a, b) => (a.routespec < b.routespec ? -1 : 1))
      const shown = routes
        .slice(page.offset, page.offset + page.limit)
        .map(route => [route.routespec, routeModel(route)])
      return { status: 200, body: paged(call, page, Object.fromEntries(shown), routes.length) }
    },
  }),
  endpoint({
    ...row,
    method: "post",
    summary: "Check the proxy's routes now and mend them",
    replies: { 200: null },
    async handle({ core }) {
      await checkRoutes(core)
      return { status: 200 }
    },
  }),
  endpoint({
    ...row,
    method: "patch",
    summary: "Tell the hub of another proxy, and give it the routes",
    body: z.object(
      { api_url: z.url({ protocol: /^https?$/ }).optional(), auth_token: headerText.optional() },
      { error: issue => (issue.input === undefined ? "need JSON body" : "Request body must be JSON dict") },
    ),
    replies: { 200: null },
    async handle({ core, body }) {
      if (body.api_url !== undefined || body.auth_token !== undefined) {
        if (core.proxy.relocate === undefined)
          throw new Refusal(400, `The proxy ${core.proxy.name} cannot be moved while the hub runs`)
        core.proxy.relocate({
          ...(body.api_url === undefined ? {} : { apiUrl: body.api_url }),
          ...(body.auth_token === undefined ? {} : { authToken: body.auth_token }),
        })
      }
      await checkRoutes(core)
      return { status: 200 }
    },
  }),
]

function routeModel(route: Route) {
  const { jupyterhub: _, ...data } = route.data
  const seen = route.lastActivity ? { last_activity: route.lastActivity.toISOString() } : {}
  return { routespec: route.routespec, target: route.target, data: { ...data, ...seen } }
}
