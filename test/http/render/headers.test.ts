import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("our own pages run our own scripts alone", async t => {
  const hub = await pageHub(t)
  const { headers } = await hub.client().ask("/hub/login")
  t.match(headers["content-security-policy"], /^default-src 'self'; script-src 'self'; style-src/)
  t.match(headers["content-security-policy"], /frame-ancestors 'none'; report-uri \/hub\/security\/csp-report$/)
  t.equal(headers["content-type"], "text/html; charset=utf-8")
  t.equal(headers["cache-control"], "no-store")
  t.equal(headers["x-content-type-options"], "nosniff")
})

t.test("error pages have the same policy", async t => {
  const hub = await pageHub(t)
  const answer = await hub.client().ask("/hub/no-such-page")
  t.equal(answer.status, 404)
  t.match(answer.headers["content-security-policy"], "script-src 'self'")
})

t.test("a policy that the site set stays as it is", async t => {
  const headers = { "Content-Security-Policy": "frame-ancestors 'self' https://portal.example" }
  const hub = await pageHub(t, { settings: { JupyterHub: { tornado_settings: { headers } } } })
  const answer = await hub.client().ask("/hub/login")
  t.equal(answer.headers["content-security-policy"], "frame-ancestors 'self' https://portal.example")
})
