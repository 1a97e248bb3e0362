/** JSON schemas of an OpenAPI document: those that have a name stand once, under components, and are referred to. */
import { z } from "zod"

/** What we read of a schema ourselves; it may have any other keyword. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: boolean | JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
}

export interface SchemaNames {
  /** "input" is what may be sent, "output" what is answered. */
  schema(schema: z.ZodType, io: "input" | "output"): JsonSchema
  /** The named schemas that the others referred to so far, by name. */
  all(): Readonly<Record<string, JsonSchema>>
}

const own = "#/$defs/"
const shared = "#/components/schemas/"

/** A schema is named by `.meta({ id })`; a name stands for one schema. */
export function namedSchemas(): SchemaNames {
  const names = new Map<string, JsonSchema>()
  return {
    schema(schema, io) {
      const made = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Record<string, unknown>
      const { $schema: _, "~standard": __, $defs, ...rest } = made
      for (const [name, definition] of Object.entries($defs ?? {})) names.set(name, moved(definition) as JsonSchema)
      return moved(rest) as JsonSchema
    },
    all: () => Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Each schema brings its definitions along; in the document they lie elsewhere. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string" && inner.startsWith(own)
        ? shared + inner.slice(own.length)
        : moved(inner),
    ]),
  )
}
