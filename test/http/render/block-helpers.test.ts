import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import t from "tap"
import { packageFolder } from "../../../hub/http/render/package-folder.ts"
import { openTemplates } from "../../../hub/http/render/templates.ts"
import { common } from "../../e2e/sample-pages.ts"

const own = join(packageFolder, "templates")
const token = { api_id: "a1", note: "n", scopes: ["s"], created: new Date(0), token_id: "a2", description: "d" }
const variables = {
  ...common,
  announcement: "news",
  default_server: {},
  authenticator: { request_otp: true, otp_prompt: "OTP" },
  login_term_url: "/terms",
  api_tokens: [token],
  oauth_clients: [token],
  token_expires_in_options: [{ seconds: 1, label: "1" }],
}

/** JupyterHub's blocks: page -> those that it adds to what it extends. */
const blocks: Readonly<Record<string, readonly string[]>> = {
  page: [
    ...["title", "stylesheet", "favicon", "scripts", "meta", "nav_bar", "logo", "nav_bar_left_items", "service"],
    ...["nav_bar_right_items", "theme_toggle", "login_widget", "header", "announcement", "main", "footer", "script"],
  ],
  login: [
    ...["login", "login_container", "username_input", "username_input_attrs", "password_input", "password_input_attrs"],
    ...["otp_input", "otp_input_attrs", "login_terms", "login_terms_text"],
  ],
  error: ["h1_error", "error_detail"],
  "404": ["error_detail"],
  not_running: ["heading", "message", "start_button"],
  spawn: ["heading"],
  spawn_pending: ["message"],
  stop_pending: ["message"],
  token: ["expiration_options", "token_row", "client_row"],
}

/** What each block sees beside the page's variables, by the name that JupyterHub gives it. */
const locals: Readonly<Record<string, readonly [string, string]>> = {
  service: ["service.name", "monitoring"],
  token_row: ["token.note", "n"],
  client_row: ["client.description", "d"],
}

const languages = {
  Handlebars: {
    file: (page: string) => `${page}.hbs`,
    write: (page: string, block: string) =>
      `{{#extend "templates/${page}"}}{{#define "${block}"}}[${seen(block, "{{", "}}")}|{{super}}|]{{/define}}{{/extend}}`,
  },
  Jinja: {
    file: (page: string) => `${page}.html`,
    write: (page: string, block: string) =>
      `{% extends "templates/${page}.html" %}{% block ${block} scoped %}[${seen(block, "{{ ", " }}")}|{{ super() }}|]{% endblock ${block} %}`,
  },
} as const

t.test("there are 35 blocks", async t => {
  t.equal(new Set(Object.values(blocks).flat()).size, 35)
})

for (const [language, { file, write }] of Object.entries(languages)) {
  t.test(`every block of every page can be overridden in ${language}, and still has what it had`, async t => {
    const stock = openTemplates(own)
    for (const [page, names] of Object.entries(blocks)) {
      for (const block of names) {
        const folder = mkdtempSync(join(tmpdir(), "carme-blocks-"))
        t.teardown(() => rmSync(folder, { recursive: true }))
        writeFileSync(join(folder, file(page)), write(page, block))
        const problems: string[] = []
        const templates = openTemplates(own, [folder], path => path, { report: problem => problems.push(problem) })
        const html = templates.render(page, variables)
        t.same(problems, [], `${page}: ${block}`)
        const [, value = ""] = locals[block] ?? []
        const [start, end] = [`[alice${value === "" ? "" : `-${value}`}|`, "|]"]
        t.match(html, start, `${page}: ${block} is the site's`)
        t.equal(
          html.replaceAll(start, "").replaceAll(end, ""),
          stock.render(page, variables),
          `${page}: all else stays`,
        )
      }
    }
  })
}

t.test("the two languages extend each other, and super goes from one into the other", async t => {
  const jinja = (page: string, from: string, block: string) =>
    `{% extends "${from}.html" %}{% set announcement = "by ${page}" %}{% block ${block} %}<j-${page}>{{ super() }}</j-${page}>{% endblock %}`
  const handlebars = (page: string, from: string, block: string) =>
    `{{#extend "${from}"}}{{#define "${block}"}}<h-${page}>{{super}}</h-${page}>{{/define}}{{/extend}}`
  const mixed = [
    {
      "page.html": jinja("page", "templates/page", "footer"),
      "login.hbs": handlebars("login", "templates/login", "footer"),
    },
    {
      "page.hbs": handlebars("page", "templates/page", "footer"),
      "login.html": jinja("login", "templates/login", "footer"),
    },
  ]
  const footers = ["<h-login><j-page></j-page></h-login>", "<j-login><h-page></h-page></j-login>"]
  for (const [i, files] of mixed.entries()) {
    const folder = mkdtempSync(join(tmpdir(), "carme-blocks-"))
    t.teardown(() => rmSync(folder, { recursive: true }))
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const problems: string[] = []
    const html = openTemplates(own, [folder], path => path, { report: problem => problems.push(problem) }).render(
      "login",
      variables,
    )
    t.same(problems, [])
    t.match(html, footers[i])
    t.match(html, i === 0 ? ">by page<" : ">by login<", "what a template sets, those that it extends see")
  }
})

function seen(block: string, open: string, close: string): string {
  const [name] = locals[block] ?? []
  // In a loop Handlebars sees the item itself.
  const local = name === undefined ? "" : `-${open}${open === "{{" ? name.replace(/^\w+\./, "") : name}${close}`
  const user = open === "{{" ? "@root.user.name" : "user.name"
  return `${open}${user}${close}${local}`
}
