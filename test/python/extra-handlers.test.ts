/** Tornado handlers of a site in a real hub: pages of JupyterHub's kind, plain ones, files, and who may see them. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { classHub } from "../support/class-hub.ts"

t.test("handlers that the configuration adds answer below the hub's prefix, after the hub's own", async t => {
  const files = t.testdir()
  writeFileSync(join(files, "form.js"), "let form = 1\n")
  const hub = await classHub(t, {
    settings: { Authenticator: { admin_users: ["root"] } },
    configText: `
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.scopes import needs_scope
from tornado import web

class Motd(BaseHandler):
    @web.authenticated
    async def get(self, who):
        self.finish(await self.render_template("motd.html", who=who, person=self.current_user.name))
    def post(self, who):
        self.set_header("X-Site", "yes")
        self.finish({"posted": self.get_body_argument("text"), "who": who})

class Counts(APIHandler):
    @needs_scope("list:users")
    def get(self):
        self.write({"user": self.current_user.name})
    def delete(self):
        raise web.HTTPError(409, "not today")
    def put(self):
        raise RuntimeError("internal")

class Health(web.RequestHandler):
    def get(self):
        self.write("mine")

open("motd.html", "w").write('{% extends "page.html" %}{% block main %}<h1>{{ person }} {{ who }}</h1>{% endblock %}')
c.JupyterHub.template_paths = ["."]
c.JupyterHub.extra_handlers = [(r"/motd/(\\w+)", Motd), (r"/api/counts", Counts), (r"/health", Health)]
c.JupyterHub.extra_handlers.append((r"/files/(.*)", web.StaticFileHandler, {"path": ${JSON.stringify(files)}}))
`,
  })
  const stranger = hub.client()
  t.match((await stranger.ask("/hub/motd/you")).headers.location, /\/hub\/login\?next=%2Fhub%2Fmotd%2Fyou/)
  const ada = hub.client()
  await ada.login("ada")
  const page = await ada.ask("/hub/motd/you")
  t.equal(page.status, 200)
  t.match(page.text, "<h1>ada you</h1>", "in the site's template")
  const forged = await ada.ask("/hub/motd/you", { method: "POST", body: "text=x", headers: form })
  t.equal(forged.status, 403, "a form without the token of the page is refused")
  const posted = await ada.submit("/hub/motd/you", { text: "hello" })
  t.same([posted.status, posted.headers["x-site"], posted.json()], [200, "yes", { posted: "hello", who: "you" }])

  t.equal((await ada.api("GET", "/counts")).status, 403, "scopes are the hub's")
  const root = hub.client()
  await root.login("root")
  t.same((await root.api("GET", "/counts")).json(), { user: "root" })
  t.match((await root.api("DELETE", "/counts")).json(), { status: 409, message: "not today" })
  const broken = await root.api("PUT", "/counts")
  t.equal(broken.status, 500)
  t.notMatch(broken.text, "internal")
  t.match(hub.log(), /RuntimeError: internal/, "which is in the log")

  t.equal((await stranger.ask("/hub/files/form.js")).text, "let form = 1\n")
  t.equal((await stranger.ask("/hub/files/../jupyterhub_config.py")).status, 404)
  t.equal((await stranger.ask("/hub/health")).text, "", "the hub's own page comes first")
  t.equal((await stranger.ask("/hub/nothing")).status, 404)
})

const form = { "Content-Type": "application/x-www-form-urlencoded" }
