/** The API's own description, for tools that make clients or tests from it. */
import { z } from "zod"
import { hubPrefix } from "../../core/urls.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { type OpenApiDocument, openApi } from "../openapi.ts"

/** `table` holds this row too, so it is asked for when the document is. */
export function openApiEndpoint(table: () => readonly Endpoint[]): Endpoint {
  const documents = new Map<string, OpenApiDocument>()
  return endpoint({
    method: "get",
    path: "/api/openapi.json",
    summary: "This description of the API, as OpenAPI 3.1",
    tag: "hub",
    handler: "carme.OpenApiHandler",
    scopes: "none",
    open: true,
    replies: { 200: z.looseObject({ openapi: z.string() }) },
    async handle({ core }) {
      const server = hubPrefix(core.config).replace(/\/$/, "")
      const document = documents.get(server) ?? openApi(table(), server)
      documents.set(server, document)
      return { status: 200, body: document }
    },
  })
}
