/** One row of the endpoint table: the router, authorization, validation, OpenAPI and the docs are made from it. */
import type { Request, Response } from "express"
import type { ZodType } from "zod"
import type { Core } from "../core/core.ts"
import type { Identity } from "../core/rbac/identity.ts"

export type Method = "get" | "post" | "put" | "patch" | "delete"

/** Which object a scope's filter is compared with: names of path parameters. */
export interface ScopeTarget {
  readonly user?: string
  readonly server?: string
  readonly group?: string
  readonly service?: string
}

export interface Call<Q = Record<string, unknown>, B = unknown> {
  readonly core: Core
  readonly identity: Identity
  readonly params: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
  readonly request: Request
  /** For streams and pages only; a JSON endpoint returns its Reply instead. */
  readonly response: Response
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

export interface Reply {
  readonly status: number
  /** JSON; absent is an empty body. */
  readonly body?: unknown
  /** The body is the same object as before, and nobody changes it: its text is written once. */
  readonly kept?: true
  readonly headers?: Readonly<Record<string, string>>
}

export interface Endpoint<Q = never, B = never> {
  readonly method: Method
  /** Below `{base_url}hub`, in express form: `/api/users/:name/servers/:server`. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** JupyterHub's handler class, the `handler` label of request_duration_seconds. */
  readonly handler: string
  /** Any of these scopes; "identified" is any user or service; "none" needs nobody. */
  readonly scopes: readonly string[] | "identified" | "none"
  readonly target?: ScopeTarget
  /** The handler filters the rows itself, so that a filtered scope is enough. */
  readonly filters?: boolean
  readonly query?: ZodType<Q>
  readonly body?: ZodType<B>
  /** Status -> schema of the JSON body, or null for an empty one. */
  readonly replies: Readonly<Record<number, ZodType | null>>
  /** Answers without identifying anybody, so that it works while the database does not. */
  readonly open?: true
  /** The handler checks the XSRF token itself: a login form is shown again, a token may come by password. */
  readonly checksXsrf?: true
  /** Who is not logged in goes to the authenticator's own login at once where `Authenticator.auto_login_oauth2_authorize` says so. */
  readonly beginsLogin?: true
  /** A Reply, or null when the handler wrote the response itself (streams, pages). */
  handle(call: Call<Q, B>): Promise<Reply | null>
}

/** Keeps the inferred types of one row while the table holds them all alike. */
export function endpoint<Q = Record<string, unknown>, B = unknown>(row: Endpoint<Q, B>): Endpoint {
  return row as unknown as Endpoint
}
