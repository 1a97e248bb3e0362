/** The request handler as a site's Python functions get it: who is logged in, and what was asked. */
import type { UserRow } from "../../db/rows.ts"
import { pythonStandIn } from "../../plugin/stand-in.ts"
import type { Core } from "../core.ts"
import { personOf } from "./person.ts"

interface Asked {
  readonly method: string
  /** Path and query. */
  readonly uri: string
}

export async function handlerStandIn(
  core: Core,
  user: UserRow | null,
  request: Asked = { method: "GET", uri: "" },
): Promise<object> {
  const query = new URL(request.uri, "http://hub").searchParams
  const names = Object.fromEntries([...new Set(query.keys())].map(name => [name, query.getAll(name)]))
  return pythonStandIn("handler", {
    request: { ...request, arguments: names },
    user: user === null ? null : await personOf(core, user),
  })
}
