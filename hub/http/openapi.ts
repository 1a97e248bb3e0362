/** The REST API as an OpenAPI 3.1 document, made from the endpoint table, so that it cannot tell of another API. */
import { STATUS_CODES } from "node:http"
import { z } from "zod"
import type { Endpoint } from "./endpoint.ts"
import { jupyterhubVersion } from "./jupyterhub-version.ts"
import { type JsonSchema, namedSchemas, type SchemaNames } from "./openapi-schemas.ts"
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

export const problemSchema = z
  .looseObject({ status: z.number(), message: z.string().nullable() })
  .meta({ id: "Problem", description: "What went wrong; `message` is for people." })

export interface OpenApiDocument {
  readonly openapi: "3.1.0"
  readonly info: Readonly<Record<string, unknown>>
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly Security[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  /** Path -> method -> operation. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly securitySchemes: object }
}

/** One of them is enough. */
type Security = { readonly token?: readonly string[] }

interface Content {
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security: readonly Security[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: Content & { readonly required: boolean }
  readonly responses: Readonly<Record<string, { readonly description: string } & Partial<Content>>>
}

interface Parameter {
  readonly name: string
  readonly in: "path" | "query"
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema
}

/** `server` is where the paths begin: the hub's prefix without its last slash. */
export function openApi(table: readonly Endpoint[], server = "/hub"): OpenApiDocument {
  const names = namedSchemas()
  const problem = problemResponse(names)
  const paths: Record<string, Record<string, Operation>> = {}
  const rows = table.filter(isApi)
  for (const row of rows) {
    const path = templatePath(row.path)
    paths[path] = { ...paths[path], [row.method]: operation(row, names, problem) }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "carme-hub",
      description: "The REST API of JupyterHub, as carme-hub answers it.",
      version: jupyterhubVersion,
      license: { name: "BSD-3-Clause", identifier: "BSD-3-Clause" },
    },
    servers: [{ url: server }],
    security: [{ token: [] }],
    tags: [...new Set(rows.map(row => row.tag))].map(name => ({ name, description: tags[name] ?? "" })),
    paths,
    components: {
      schemas: names.all(),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description:
            "`Authorization: token <token>` works too. Pages of the hub call the API with the login's cookie and an `X-XSRFToken` header instead.",
        },
      },
    },
  }
}

const tags: Readonly<Record<string, string>> = {
  users: "Who may use the hub, and what they did last",
  servers: "Starting, watching and stopping the servers of users",
  runs: "Attempts at servers, with their jobs: what runs now, and what became of the others",
  queues: "Classes of service: what is free in each, and what a start would cost",
  quotas: "What people, groups and roles may use, and what they have used",
  projects: "People who share a budget of GPU-hours until its end",
  reservations: "The calendar: nodes and GPUs that are booked for a time",
  containers: "Images that sessions run in: the site's store, and those that people add",
  tokens: "API tokens of users",
  groups: "Groups of users, and their properties",
  shares: "Access to servers that their owners give to others",
  services: "Programs beside the hub that use its API",
  proxy: "The routes of the proxy in front",
  hub: "The hub itself: version, health, metrics, shutdown",
  oauth: "The hub as the OAuth provider of servers and services",
  authorizations: "Deprecated ways to ask whose a token or a cookie is",
}

function isApi(row: Endpoint): boolean {
  return row.path === "/api" || row.path.startsWith("/api/")
}

/** `/api/users/:name/servers/{:server}` -> `/api/users/{name}/servers/{server}`. */
function templatePath(path: string): string {
  return path.replace(/\{?[:*](\w+)\}?/g, "{$1}")
}

function operation(row: Endpoint, names: SchemaNames, problem: Operation["responses"][string]): Operation {
  const description = notes(row)
  return {
    operationId: operationId(row),
    summary: row.summary,
    ...(description === "" ? {} : { description }),
    tags: [row.tag],
    security: security(row),
    parameters: [...pathParameters(row.path), ...queryParameters(row, names)],
    ...(row.body ? { requestBody: requestBody(row.body, names) } : {}),
    responses: { ...responses(row, names), default: problem },
  }
}

/** `/api` and `/api/` are two endpoints, and so are their names. */
function operationId(row: Endpoint): string {
  const words =
    endpointKey(row)
      .replace(/\/$/, "/root")
      .match(/[A-Za-z0-9]+/g) ?? []
  return words.join("-").toLowerCase()
}

/** What a schema has no words for. */
function notes(row: Endpoint): string {
  const scopes = Array.isArray(row.scopes)
    ? `Needs ${row.scopes.length === 1 ? "the scope" : "one of the scopes"} ${row.scopes.join(", ")}.`
    : ""
  const filters = row.filters ? "A scope with a filter shows what the filter covers." : ""
  return [scopes, filters, isPaged(row) ? pages : ""].filter(text => text !== "").join(" ")
}

const pages =
  "With `Accept: application/jupyterhub-pagination+json` the reply is one page, with the total and the address of the next; else it is the bare list."

function isPaged(row: Endpoint): boolean {
  const reply = row.replies[200]
  const options = reply instanceof z.ZodUnion ? reply.options : []
  return options.some(option => option instanceof z.ZodObject && "_pagination" in option.shape)
}

function security({ scopes }: Endpoint): readonly Security[] {
  if (scopes === "none") return []
  return scopes === "identified" ? [{ token: [] }] : scopes.map(scope => ({ token: [scope] }))
}

function pathParameters(path: string): Parameter[] {
  return [...path.matchAll(/[:*](\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }))
}

function queryParameters(row: Endpoint, names: SchemaNames): Parameter[] {
  const schema = row.query ? names.schema(row.query, "input") : {}
  const required = schema.required ?? []
  return Object.entries(schema.properties ?? {}).map(([name, { description, ...property }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }))
}

function requestBody(body: z.ZodType, names: SchemaNames): NonNullable<Operation["requestBody"]> {
  return {
    required: !body.safeParse(undefined).success,
    content: { "application/json": { schema: names.schema(body, "input") } },
  }
}

function problemResponse(names: SchemaNames): Operation["responses"][string] {
  const schema = names.schema(problemSchema, "output")
  return { description: "What went wrong, for people in `message`", content: { "application/json": { schema } } }
}

function responses(row: Endpoint, names: SchemaNames): Operation["responses"] {
  return Object.fromEntries(
    Object.entries(row.replies).map(([status, schema]) => {
      const description = STATUS_CODES[status] ?? "Done"
      if (schema === null) return [status, { description: `${description}, an empty body` }]
      const media = mediaType(row)
      const described = names.schema(schema, "output")
      return [
        status,
        { description, content: { [media]: { schema: media === eventStream ? event(described) : described } } },
      ]
    }),
  )
}

const eventStream = "text/event-stream"

/** One event of a stream: its data is JSON, written as text. */
function event(data: JsonSchema): JsonSchema {
  const text = { type: "string", contentMediaType: "application/json", contentSchema: data }
  return { type: "object", required: ["data"], properties: { data: text } }
}

function mediaType(row: Endpoint): string {
  if (row.path.endsWith("/progress")) return eventStream
  if (row.path.endsWith("/metrics")) return "text/plain"
  return replyKind(row) === "api" ? "application/json" : "text/html"
}
