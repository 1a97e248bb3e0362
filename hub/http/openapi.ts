/** The REST API as an OpenAPI 3.1 document, made from the endpoint table, so that it cannot tell of another API. */
import { z } from "zod"
import type { Endpoint } from "./endpoint.ts"
import { jupyterhubVersion } from "./jupyterhub-version.ts"
import { replyKind } from "./reply-kind.ts"

/** `GET /api/users/{name}`: how tests and documents name an endpoint. */
export function endpointKey(row: Pick<Endpoint, "method" | "path">): string {
  return `${row.method.toUpperCase()} ${templatePath(row.path)}`
}

/** What the body of a reply must look like: null is an empty body, undefined a status that the endpoint does not have. */
export function replySchema(row: Endpoint, status: number): z.ZodType | null | undefined {
  const own = row.replies[status]
  return own === undefined && status >= 400 && replyKind(row) === "api" ? problemSchema : own
}

export const problemSchema = z.looseObject({ status: z.number(), message: z.string().nullable() })

export function openApi(table: readonly Endpoint[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const row of table.filter(isApi)) {
    const path = templatePath(row.path)
    paths[path] = { ...paths[path], [row.method]: operation(row) }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "carme-hub",
      description: "The REST API of JupyterHub, as carme-hub answers it.",
      version: jupyterhubVersion,
      license: { name: "BSD-3-Clause", identifier: "BSD-3-Clause" },
    },
    servers: [{ url: "/hub" }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema) },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "`Authorization: token <token>` works too." },
      },
    },
  }
}

function isApi(row: Endpoint): boolean {
  return row.path === "/api" || row.path.startsWith("/api/")
}

/** `/api/users/:name/servers/{:server}` -> `/api/users/{name}/servers/{server}`. */
function templatePath(path: string): string {
  return path.replace(/\{?[:*](\w+)\}?/g, "{$1}")
}

function operation(row: Endpoint): Record<string, unknown> {
  return {
    operationId: endpointKey(row)
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/-$/, "")
      .toLowerCase(),
    summary: row.summary,
    tags: [row.tag],
    ...(row.scopes === "none" ? { security: [] } : {}),
    ...(Array.isArray(row.scopes) ? { description: `Needs one of these scopes: ${row.scopes.join(", ")}.` } : {}),
    parameters: [...pathParameters(row.path), ...queryParameters(row)],
    ...(row.body ? { requestBody: { content: { "application/json": { schema: jsonSchema(row.body) } } } } : {}),
    responses: { ...responses(row), default: problemResponse },
  }
}

function pathParameters(path: string) {
  return [...path.matchAll(/[:*](\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }))
}

function queryParameters(row: Endpoint) {
  const schema = row.query ? (jsonSchema(row.query) as { properties?: Record<string, unknown> }) : {}
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({ name, in: "query", schema: property }))
}

const problemResponse = {
  description: "What went wrong, for people in `message`",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
}

function responses(row: Endpoint): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row.replies).map(([status, schema]) => [
      status,
      schema === null
        ? { description: "An empty body" }
        : { description: "Success", content: { [mediaType(row)]: { schema: jsonSchema(schema, "output") } } },
    ]),
  )
}

function mediaType(row: Endpoint): string {
  if (row.path.endsWith("/progress")) return "text/event-stream"
  return replyKind(row) === "api" ? "application/json" : "text/html"
}

function jsonSchema(schema: z.ZodType, io: "input" | "output" = "input"): Record<string, unknown> {
  const {
    $schema: _,
    "~standard": __,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Record<string, unknown>
  return rest
}
