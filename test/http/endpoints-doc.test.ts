import t from "tap"
import { z } from "zod"
import { endpoint } from "../../hub/http/endpoint.ts"
import { endpointsPage } from "../../hub/http/endpoints-doc.ts"

t.test("every endpoint has a line that says whom it answers", async t => {
  const row = (path: string, scopes: "none" | "identified" | readonly string[]) =>
    endpoint({
      method: "get",
      path,
      summary: "One | two",
      tag: "hub",
      handler: "test",
      scopes,
      replies: { 200: z.unknown() },
      handle: async () => null,
    })
  const page = endpointsPage([row("/api/a/:name", ["x", "y"]), row("/b", "none"), row("/c", "identified")])
  t.match(page, "| `GET /api/a/{name}` | `x` or `y` | One \\| two |")
  t.match(page, "| `GET /b` | nobody |")
  t.match(page, "| `GET /c` | anybody known |")
})
