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

t.test(
  "a template that cannot be rendered is told at start by file and line, and the page is shown without it",
  async t => {
    const folder = t.testdir({
      "login.html": "{% extends 'templates/login.html' %}\n{% block title %}\n{{ 1 | no_such_filter }}\n{% endblock %}",
      "home.html": "{% extends 'templates/home.html' %}{% block title %}{{ user.no_such() }}{% endblock %}",
      "404.html": "{% extends 'error.html' %}{% block title %}{% trans %}{% endblock %}",
    })
    const settings = {
      template_paths: [folder, join(folder, "none")],
      jinja_environment_options: { undefined: "strict" },
    }
    const hub = await pageHub(t, { settings: { JupyterHub: settings } })
    t.match(hub.log(), `${join(folder, "login.html")}:3: there is no filter named no_such_filter`)
    t.match(hub.log(), `${join(folder, "404.html")}:1: translations`)
    t.match(hub.log(), "jinja_environment_options: undefined changes nothing here")
    const ada = await hub.as("ada")
    t.match((await hub.client().ask("/hub/login")).text, "<title>JupyterHub</title>")
    t.notMatch(hub.log(), "home.html")
    const home = await ada.ask("/hub/home")
    t.equal(home.status, 200)
    t.match(home.text, "<title>JupyterHub</title>")
    t.match(hub.log(), `${join(folder, "home.html")}:1: user.no_such is undefined, and is called`)
    t.equal((await ada.ask("/hub/nothing")).status, 404)
  },
)
