/** Who is asking: the result of identification, and the only thing that authorization looks at. */
import type { ApiTokenRow, ServiceRow, UserRow } from "../../db/rows.ts"

export interface Identity {
  readonly kind: "user" | "service" | "anonymous"
  readonly user: UserRow | null
  readonly service: ServiceRow | null
  /** Set when an API token identified it; else it was the login cookie. */
  readonly token: ApiTokenRow | null
  readonly sessionId: string | null
  /** Expanded scopes that hold now: the token's and the owner's, intersected. Sorted. */
  readonly scopes: readonly string[]
}

export const anonymous: Identity = {
  kind: "anonymous",
  user: null,
  service: null,
  token: null,
  sessionId: null,
  scopes: [],
}
