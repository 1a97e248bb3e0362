/** The API's own description, for tools that make clients or tests from it. */
import { z } from "zod"
import { endpoint } from "../endpoint.ts"
import { openApi } from "../openapi.ts"

export const openApiEndpoints = [
  endpoint({
    method: "get",
    path: "/api/openapi.json",
    summary: "This description of the API, as OpenAPI 3.1",
    tag: "hub",
    handler: "carme.OpenApiHandler",
    scopes: "none",
    open: true,
    replies: { 200: z.looseObject({ openapi: z.string() }) },
    async handle() {
      // Imported when it is asked for: the table that it describes holds this row.
      const { endpoints } = await import("../endpoints.ts")
      document ??= openApi(endpoints)
      return { status: 200, body: document }
    },
  }),
]

let document: Record<string, unknown> | undefined
