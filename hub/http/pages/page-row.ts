/** One row of the endpoint table for a page: its reply is HTML, which has no schema. */
import { type Call, type Endpoint, endpoint, type Reply } from "../endpoint.ts"

type Page = Pick<Endpoint, "path" | "summary" | "handler" | "scopes"> &
  Partial<Pick<Endpoint, "method" | "target" | "filters" | "checksXsrf">> & {
    /** The statuses that it answers with, beside 200. */
    readonly statuses?: readonly number[]
    handle(call: Call): Promise<Reply | null>
  }

export function page({ statuses = [], method = "get", ...row }: Page): Endpoint {
  const replies = Object.fromEntries([200, ...statuses].map(status => [status, null]))
  return endpoint({ ...row, method, tag: "pages", replies })
}
