import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import t from "tap"
import { environmentOptions } from "../../../hub/http/render/jinja/environment-options.ts"
import { packageFolder } from "../../../hub/http/render/package-folder.ts"
import { openTemplates } from "../../../hub/http/render/templates.ts"
import { common, samplePages } from "../../e2e/sample-pages.ts"

const own = join(packageFolder, "templates")
const poison = `{{7*7}}"'><img src=x onerror=alert(1)>{{{user}}}`
const escaped = "&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;"

t.test("every page renders, and every page holds its data as text", async t => {
  const templates = openTemplates(own)
  for (const [name, { template, variables }] of Object.entries(samplePages)) {
    const html = templates.render(template, { ...common, ...variables })
    t.match(html, /^<!DOCTYPE html>/, name)
    t.match(html, /<\/html>\s*$/, name)
    t.notMatch(html, /\{\{/, `${name} holds nothing that was not rendered`)
    t.match(html, /<main id="main-content"/, name)
  }
  const read = Object.keys(createRequire(import.meta.url).cache)
  t.ok(read.some(file => file.includes("/handlebars/")))
  t.notOk(
    read.some(file => file.includes("/nunjucks/")),
    "without a template in Jinja nothing reads its parser",
  )
})

t.test("what people typed is text, as a string, in a list and in an object", async t => {
  const templates = openTemplates(own)
  for (const [kind, value] of Object.entries({
    string: poison,
    list: [poison, poison],
    object: { toHTML: poison, a: poison },
  })) {
    for (const [name, html] of pagesWith(templates, value)) {
      t.notMatch(html, "<img src=x", `${name} with a ${kind}`)
      t.notMatch(html, "49", `${name} with a ${kind}: the value is no template`)
    }
  }
  const [[, home] = ["", ""]] = pagesWith(templates, poison)
  t.match(home, escaped, "it is there, as text")
  t.match(home, "{{7*7}}", "as it was typed")
})

/** Every place where a name, a note, an option or a message of somebody is shown. */
function pagesWith(templates: ReturnType<typeof openTemplates>, value: unknown): [string, string][] {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value))
  const server = {
    name: value,
    title: value,
    message: value,
    failed: true,
    state: value,
    state_text: value,
    details: [{ label: value, text: value }],
  }
  const user = { name: value }
  const form = {
    queues: [{ name: value, displayName: value, description: value, gpuTypes: [text(value)] }],
    containers: [{ name: value, displayName: value, description: value }],
    limits: [{ text: value }],
    defaults: { gpus: value, cpus: value, memory: value, walltime: value },
  }
  const token = { note: value, description: value, scopes: [text(value)], api_id: value }
  const pages: Record<string, Record<string, unknown>> = {
    home: {
      default_server: server,
      servers: [server],
      allow_named_servers: true,
      url: value,
      invalid_server_names: [text(value)],
    },
    spawn: {
      for_user: user,
      for_other: true,
      server_title: value,
      error_message: value,
      form_template: "partials/slurm-form",
      form_data: form,
      url: value,
      submitted: { gpus: value },
    },
    login: {
      username: value,
      login_error: value,
      authenticator: { request_otp: true, otp_prompt: value },
      authenticator_login_url: value,
    },
    spawn_pending: {
      for_user: user,
      for_other: true,
      message: value,
      events: [{ at: new Date(0), message: value }],
      details: [{ label: value, text: value }],
      progress: value,
    },
    not_running: { failed: true, failed_message: value, job_log: value, server_name: value, spawn_url: value },
    token: { api_tokens: [token], oauth_clients: [token], token_expires_in_options: [] },
    oauth: {
      oauth_client: { description: value, redirect_uri: value },
      allowed_scopes: [text(value)],
      scope_descriptions: [{ description: value, filter: value }],
    },
    error: { status_code: 500, status_message: value, message: value, request_id: value },
    "404": { status_code: 404, status_message: value, message: value },
  }
  const jhdata = { user: value, xsrf_token: value }
  return Object.entries(pages).map(([name, variables]) => [
    name,
    templates.render(name, { ...common, user, jhdata, ...variables }),
  ])
}

t.test("prototypes are out of reach, and so are templates outside of the folders", async t => {
  const folder = t.testdir({ "proto.hbs": "[{{constructor.name}}{{__proto__.x}}{{list.length}}{{text.constructor}}]" })
  const templates = openTemplates(own, [folder])
  t.equal(templates.render("proto", { list: [1], text: "x" }), "[1]")
  for (const name of ["../package", "/etc/passwd", "a/../../b", "", "page\0", "templates/../x"]) {
    t.equal(templates.has(name), false, name)
    t.throws(() => templates.render(name, {}), /no template/, name)
  }
})

t.test("a template in Jinja does not lead out of the folders either, nor in a circle", async t => {
  const folder = t.testdir({
    "secret.html": "the secret",
    inside: {
      "up.html": '{% include "../secret.html" %}',
      "far.html": '{% extends "/etc/passwd" %}',
      "mixed.html": '{% include "a/../../secret.html" ignore missing %}',
      "stock.html": '{% include "templates/../../package.json" %}',
      "back.html": String.raw`{% include "..\\secret.html" %}`,
      "import.html": '{% from "../secret.html" import x %}',
      "circle.html": '{% extends "circle.html" %}',
      "page.html": '{% extends "page.html" %}',
      "self.html": '{% include "self.html" %}',
    },
  })
  const told: string[] = []
  const templates = openTemplates(own, [join(folder, "inside")], path => path, {
    report: message => told.push(message),
  })
  for (const name of ["up", "far", "mixed", "stock", "back", "import"])
    t.notMatch(templates.render(name, common), /the secret|root:|carme-hub/, name)
  t.equal(told.filter(message => /there is no/.test(message)).length, 5, "but for the one that may be missing")
  for (const name of ["circle", "self", "login"]) t.match(templates.render(name, common), "<!DOCTYPE html>", name)
  t.equal(told.filter(message => /without end/.test(message)).length, 3)
})

t.test("a site's template comes first, and may extend ours", async t => {
  const folder = t.testdir({
    "login.hbs": '{{#extend "templates/login"}}{{#define "username_input"}}<b>{{super}}</b>{{/define}}{{/extend}}',
  })
  mkdirSync(join(folder, "empty"))
  const templates = openTemplates(own, [join(folder, "empty"), folder])
  const html = templates.render("login", { ...common, authenticator: {}, authenticator_login_url: "#" })
  t.match(html, /<b>\s*<div class="field">\s*<label for="username_input"/)
  t.match(html, 'id="password_input"', "the rest is ours")
  t.equal(templates.overridden, true)
  t.equal(openTemplates(own, [join(folder, "empty")]).overridden, false)
})

t.test("a site's template that changed is read again, unless the site says otherwise", async t => {
  const folder = t.testdir({ "a.hbs": "one", "b.html": "{{ 1 | nothing }}" })
  const file = join(folder, "a.hbs")
  const told: string[] = []
  const open = (autoReload: boolean) => {
    const environment = { ...environmentOptions({}), autoReload }
    return openTemplates(own, [folder], path => path, { environment, report: message => told.push(message) })
  }
  const [live, fixed] = [open(true), open(false)]
  t.equal(live.render("a", {}), "one")
  t.equal(live.has("b"), false)
  writeFileSync(file, "two")
  writeFileSync(join(folder, "b.html"), "{{ 1 }}")
  const later = new Date(Date.now() + 5000)
  for (const name of ["a.hbs", "b.html"]) utimesSync(join(folder, name), later, later)
  t.equal(live.render("a", {}), "two")
  t.equal(live.render("b", {}), "1", "and so is one that was wrong")
  t.equal(fixed.render("a", {}), "one")
  t.same(told, Array(2).fill(`${join(folder, "b.html")}:1: there is no filter named nothing`), "each told it once")
})

t.test("a template that calls an unknown helper is left out, and does not print its arguments", async t => {
  const folder = t.testdir({ "home.hbs": "{{exec user}}" })
  const told: string[] = []
  const html = openTemplates(own, [folder], path => path, { report: message => told.push(message) }).render(
    "home",
    common,
  )
  t.match(told.join(), /home.hbs: .*exec/)
  writeFileSync(join(folder, "login.hbs"), '{{include "missing" this}}')
  openTemplates(own, [folder], path => path, { report: message => told.push(message) }).render("login", common)
  t.match(told.join(), /login.hbs: there is no template named missing/)
  t.match(html, "JupyterHub home page")
})
