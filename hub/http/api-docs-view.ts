/** The OpenAPI document as the API's page shows it: by tag, with every schema in words and every field a line. */
import type { OpenApiDocument, Operation } from "./openapi.ts"
import type { JsonSchema } from "./openapi-schemas.ts"

export interface ApiDocs {
  readonly tags: readonly {
    readonly name: string
    readonly description: string
    readonly operations: readonly Entry[]
  }[]
  readonly schemas: readonly {
    readonly name: string
    readonly description: string
    readonly fields: readonly Field[]
  }[]
}

interface Entry {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly notes: string
  readonly scopes: readonly string[]
  /** Whoever asks, without a token. */
  readonly open: boolean
  readonly parameters: readonly (Field & { readonly where: string })[]
  readonly body: Shape | null
  readonly replies: readonly ({ readonly status: string; readonly description: string } & Shape)[]
}

interface Shape {
  /** A list of `User`, for example; empty where there is no body. */
  readonly type: TypeText
  readonly fields: readonly Field[]
}

interface Field {
  readonly name: string
  readonly type: TypeText
  readonly required: boolean
  readonly description: string
}

/** Words, some of which are names of schemas and lead there. */
type TypeText = readonly { readonly text: string; readonly schema?: string }[]

export function apiDocs(document: OpenApiDocument): ApiDocs {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  return {
    tags: document.tags.map(({ name, description }) => ({
      name,
      description,
      operations: all
        .filter(({ operation }) => operation.tags.includes(name))
        .map(({ path, method, operation }) => entry(path, method, operation)),
    })),
    schemas: Object.entries(document.components.schemas).map(([name, schema]) => ({
      name,
      description: plainWords(schema.description ?? ""),
      fields: fieldsOf(schema),
    })),
  }
}

function entry(path: string, method: string, operation: Operation): Entry {
  const scopes = operation.security.flatMap(({ token }) => token ?? [])
  const body = operation.requestBody?.content["application/json"]?.schema
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: plainWords(operation.summary),
    notes: plainWords((operation.description ?? "").replace(/^Needs [^.]*\. ?/, "")),
    scopes,
    open: operation.security.length === 0,
    parameters: operation.parameters.map(({ name, in: where, required, description = "", schema }) => ({
      name,
      where,
      required,
      type: typeText(schema),
      description: withDefault(description, schema),
    })),
    body: body === undefined ? null : shape(body),
    replies: Object.entries(operation.responses).map(([status, { description, content = {} }]) => {
      const [schema] = Object.values(content).map(one => one.schema)
      return { status, description, ...(schema === undefined ? { type: [], fields: [] } : shape(schema)) }
    }),
  }
}

function shape(schema: JsonSchema): Shape {
  return { type: typeText(schema), fields: fieldsOf(schema) }
}

/** Fields of fields are named with a dot between; those of a named schema stand with it. */
function fieldsOf(schema: JsonSchema, prefix = ""): readonly Field[] {
  if (schema.anyOf) {
    const seen = new Set<string>()
    return schema.anyOf
      .flatMap(option => fieldsOf(option, prefix))
      .filter(({ name }) => !seen.has(name) && seen.add(name))
  }
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    {
      name: prefix + name,
      type: typeText(property),
      required: (schema.required ?? []).includes(name),
      description: withDefault(property.description ?? "", property),
    },
    ...fieldsOf(property, `${prefix}${name}.`),
  ])
}

/** Descriptions are Markdown, in which names stand between backticks. */
function plainWords(text: string): string {
  return text.replaceAll("`", "")
}

function withDefault(description: string, { default: value }: JsonSchema): string {
  const words = plainWords(description)
  if (value === undefined) return words
  return [words, `default ${JSON.stringify(value)}`].filter(text => text !== "").join("; ")
}

function typeText(schema: JsonSchema): TypeText {
  const name = schema.$ref?.split("/").at(-1)
  if (name !== undefined) return [{ text: name, schema: name }]
  if (schema.anyOf) return joined(schema.anyOf.map(typeText), " or ")
  if (schema.const !== undefined) return [{ text: JSON.stringify(schema.const) }]
  if (schema.enum) return [{ text: schema.enum.map(value => JSON.stringify(value)).join(" or ") }]
  const types = [schema.type ?? []].flat()
  return joined(types.length === 0 ? [[{ text: "anything" }]] : types.map(type => plain(type, schema)), " or ")
}

function plain(type: string, { items, additionalProperties, properties }: JsonSchema): TypeText {
  if (type === "array") return [{ text: "list of " }, ...(items ? typeText(items) : [{ text: "anything" }])]
  if (type !== "object") return [{ text: type }]
  const values = typeof additionalProperties === "object" && !properties ? typeText(additionalProperties) : []
  const named = values.length > 0 && values[0]?.text !== "anything"
  return named ? [{ text: "object of names and " }, ...values] : [{ text: "object" }]
}

function joined(parts: readonly TypeText[], by: string): TypeText {
  return parts.flatMap((part, i) => (i === 0 ? part : [{ text: by }, ...part]))
}
