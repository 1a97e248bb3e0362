import { writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { siteOf } from "../../../hub/http/render/site.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("a site's templates are found, and relax the policy, for they may bring scripts", async t => {
  const folder = t.testdir()
  writeFileSync(
    join(folder, "login.hbs"),
    '{{#extend "templates/login"}}{{#define "title"}}Our hub{{/define}}{{/extend}}',
  )
  const hub = await pageHub(t, { settings: { JupyterHub: { template_paths: [folder] } } })
  const page = await hub.client().ask("/hub/login")
  t.match(page.text, "<title>Our hub</title>")
  t.match(page.text, 'id="password_input"')
  t.notMatch(page.headers["content-security-policy"], "script-src")
  t.equal(siteOf(hub.core), siteOf(hub.core), "one for each hub")
  t.match(siteOf(hub.core).versionHash, /^\d{14}$/)
})

t.test("a site that brings Jinja templates is told at start that they are not read", async t => {
  const folder = t.testdir({ "login.html": "{% extends 'templates/login.html' %}", "home.hbs": "home" })
  const hub = await pageHub(t, { settings: { JupyterHub: { template_paths: [folder, join(folder, "none")] } } })
  t.match(hub.log(), `Handlebars (.hbs) in their place: ${join(folder, "login.html")}`)
  t.notMatch(hub.log(), "home.hbs,")
})
