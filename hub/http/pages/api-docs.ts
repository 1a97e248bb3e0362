/** /hub/api-docs: the REST API for people to read, made from its OpenAPI document. */
import { hubPrefix } from "../../core/urls.ts"
import { type ApiDocs, apiDocs } from "../api-docs-view.ts"
import type { Endpoint } from "../endpoint.ts"
import { openApi } from "../openapi.ts"
import { renderPage } from "../render/render.ts"
import { page } from "./page-row.ts"

/** `table` holds this row too, so it is asked for when the page is. */
export function apiDocsPage(table: () => readonly Endpoint[]): Endpoint {
  let docs: ApiDocs | undefined
  return page({
    path: "/api-docs",
    summary: "The REST API, described for people",
    handler: "carme.ApiDocsHandler",
    scopes: "identified",
    statuses: [302],
    async handle(call) {
      docs ??= apiDocs(openApi(table()))
      const server = hubPrefix(call.core.config).replace(/\/$/, "")
      return await renderPage(call, "api_docs", { ...docs, server })
    },
  })
}
