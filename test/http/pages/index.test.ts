import t from "tap"
import { pages } from "../../../hub/http/pages/index.ts"

t.test("the addresses of JupyterHub's pages", async t => {
  const gets = new Set(pages.filter(row => row.method === "get").map(row => row.path))
  const wanted = [
    "/",
    "/home",
    "/login",
    "/logout",
    "/spawn",
    "/spawn/:user",
    "/spawn/:user/:server",
    "/spawn-pending/:user",
  ]
  const more = [
    "/spawn-pending/:user/:server",
    "/token",
    "/admin",
    "/error/:code",
    "/user/:user/*path",
    "/user-redirect/*path",
  ]
  t.same(
    [...wanted, ...more].filter(path => !gets.has(path)),
    [],
  )
  const unchecked = pages.filter(row => row.method !== "get" && row.checksXsrf).map(row => row.path.split("/")[1])
  t.same([...new Set(unchecked)].sort(), ["login", "security", "user"], "whatever else is posted needs a token")
})
