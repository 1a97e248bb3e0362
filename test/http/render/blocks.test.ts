import { join } from "node:path"
import t from "tap"
import { packageFolder } from "../../../hub/http/render/package-folder.ts"
import { openTemplates } from "../../../hub/http/render/templates.ts"

const own = join(packageFolder, "templates")

t.test("who extends last wins, and super goes one step back", async t => {
  const folder = t.testdir({
    "base.hbs": '<{{#block "a"}}base{{/block}}|{{#block "b"}}base b{{/block}}>',
    "middle.hbs": '{{#extend "base"}}{{#define "a"}}middle({{super}}){{/define}}{{/extend}}',
    "top.hbs": '{{#extend "middle"}}{{#define "a"}}top[{{super}}]{{/define}}{{/extend}}',
  })
  const templates = openTemplates(own, [folder])
  t.equal(templates.render("base", {}), "<base|base b>")
  t.equal(templates.render("middle", {}), "<middle(base)|base b>")
  t.equal(templates.render("top", {}), "<top[middle(base)]|base b>")
})

t.test("a block sees what stands around it, also in a loop", async t => {
  const folder = t.testdir({
    "list.hbs": '{{#each items}}{{#block "item"}}{{name}};{{/block}}{{/each}}',
    "mine.hbs": '{{#extend "list"}}{{#define "item"}}({{name}} of {{@root.owner}}){{/define}}{{/extend}}',
  })
  const templates = openTemplates(own, [folder])
  const variables = { owner: "alice", items: [{ name: "a" }, { name: "<b>" }] }
  t.equal(templates.render("list", variables), "a;&lt;b&gt;;")
  t.equal(templates.render("mine", variables), "(a of alice)(&lt;b&gt; of alice)")
})

t.test("a block within a defined block can be defined too", async t => {
  const folder = t.testdir({
    "base.hbs": '{{#block "main"}}{{/block}}',
    "form.hbs": '{{#extend "base"}}{{#define "main"}}form:{{#block "input"}}input{{/block}}{{/define}}{{/extend}}',
    "mine.hbs": '{{#extend "form"}}{{#define "input"}}my {{super}}{{/define}}{{/extend}}',
  })
  const templates = openTemplates(own, [folder])
  t.equal(templates.render("form", {}), "form:input")
  t.equal(templates.render("mine", {}), "form:my input")
})

t.test("two pages do not see each other's definitions", async t => {
  const folder = t.testdir({
    "base.hbs": '{{#block "a"}}base{{/block}}',
    "one.hbs": '{{#extend "base"}}{{#define "a"}}one{{/define}}{{/extend}}',
  })
  const templates = openTemplates(own, [folder])
  t.equal(templates.render("one", {}), "one")
  t.equal(templates.render("base", {}), "base")
})

t.test("a definition outside of extend is a mistake that is told", async t => {
  const folder = t.testdir({ "lost.hbs": '{{#define "a"}}x{{/define}}' })
  const told: string[] = []
  openTemplates(own, [folder], path => path, { report: message => told.push(message) }).render("lost", {})
  t.match(told.join(), /outside of/)
})

t.test("our templates have the blocks that sites override", async t => {
  const blocks = [
    ...["title", "stylesheet", "favicon", "scripts", "meta", "nav_bar", "logo", "nav_bar_left_items", "service"],
    ...["nav_bar_right_items", "theme_toggle", "login_widget", "header", "announcement", "main", "footer", "script"],
    ...["login", "login_container", "username_input", "username_input_attrs", "password_input", "password_input_attrs"],
    ...["otp_input", "otp_input_attrs", "login_terms", "login_terms_text", "h1_error", "error_detail"],
    ...["heading", "message", "start_button", "expiration_options", "token_row", "client_row"],
  ]
  const { readdirSync, readFileSync } = await import("node:fs")
  const text = readdirSync(own)
    .filter(name => name.endsWith(".hbs"))
    .map(name => readFileSync(join(own, name), "utf8"))
    .join("\n")
  t.same(
    blocks.filter(name => !text.includes(`{{#block "${name}"`)),
    [],
  )
})
