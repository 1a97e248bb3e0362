/** Pages of a list: by offset and limit, in the paginated form for those who accept it, else as the bare list. */
import { z } from "zod"
import { clientHost, clientProtocol } from "../client.ts"
import type { Call } from "../endpoint.ts"

const number = z
  .string()
  .regex(/^\s*[+-]?\d{1,15}\s*$/, { error: "Invalid argument type, offset and limit must be integers" })
  .transform(text => Math.abs(Number(text)))

/** Part of the query schema of every endpoint that lists. */
export const pageQuery = {
  offset: number.optional().meta({ description: "How many to skip" }),
  limit: number.optional().meta({ description: "At most this many; the site's `api_page_max_limit` is the most" }),
}

export interface Page {
  readonly offset: number
  readonly limit: number
  /** Whether the client knows the paginated form; else it gets as much as there may be. */
  readonly paginated: boolean
}

const mediaType = "application/jupyterhub-pagination+json"

export function pageOf(call: Call<{ offset?: number | undefined; limit?: number | undefined }, unknown>): Page {
  const accept = (call.request.headers.accept ?? "").toLowerCase()
  const paginated = accept.split(",").some(type => type.trim() === mediaType)
  const max = call.core.config.get("JupyterHub.api_page_max_limit")
  const limit = call.query.limit ?? (paginated ? call.core.config.get("JupyterHub.api_page_default_limit") : max)
  return { offset: call.query.offset ?? 0, limit: Math.max(1, Math.min(limit, max)), paginated }
}

/** The body of the reply; `items` is a list or, for routes, an object. */
export function paged(call: Pick<Call, "core" | "request">, page: Page, items: unknown, total: number): unknown {
  if (!page.paginated) return items
  const next = page.offset + page.limit
  return {
    items,
    _pagination: {
      offset: page.offset,
      limit: page.limit,
      total,
      next: next < total ? { offset: next, limit: page.limit, url: nextUrl(call, page, next) } : null,
    },
  }
}

export const paginatedSchema = <T extends z.ZodType>(items: T) =>
  z.strictObject({
    items,
    _pagination: z.strictObject({
      offset: z.number(),
      limit: z.number(),
      total: z.number(),
      next: z.strictObject({ offset: z.number(), limit: z.number(), url: z.string() }).nullable(),
    }),
  })

function nextUrl({ core, request }: Pick<Call, "core" | "request">, page: Page, offset: number): string {
  const [path = "", query = ""] = request.originalUrl.split("?", 2)
  const args = new URLSearchParams(query)
  args.set("offset", String(offset))
  args.set("limit", String(page.limit))
  return `${clientProtocol(core, request)}://${clientHost(core, request)}${path}?${args}`
}
