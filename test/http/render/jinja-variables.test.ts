import { join } from "node:path"
import { fileURLToPath } from "node:url"
import t from "tap"
import type { Client } from "../../support/client.ts"
import { startHub } from "../../support/hub.ts"
import { hubPlace, writeConfig } from "../../support/hub-place.ts"
import { startJupyterHub } from "../../support/jupyterhub.ts"
import { pageHub } from "../../support/page-hub.ts"
import { pythonBin } from "../../support/python.ts"

/** What a site has changed of JupyterHub's pages, as sites do: each part stands between `<!-- site:NAME -->` and `<!-- end -->`. */
const site = fileURLToPath(new URL("./site", import.meta.url))

const python = `
c.JupyterHub.template_vars["greeting"] = lambda user: f"Hello <{user.name}>" if user else "Hello"
`

const settings = {
  JupyterHub: {
    template_paths: [site],
    allow_named_servers: true,
    named_server_limit_per_user: 3,
    jinja_environment_options: { trim_blocks: true },
    services: [{ name: "docs", url: "http://127.0.0.1:9" }],
    load_roles: [{ name: "user", scopes: ["self", "access:services"] }],
    template_vars: {
      institute: "Ada & Sons",
      contact: "help@example.org",
      login_term_url: "/terms?a=1&b=2",
      announcement_home: "Only at <b>home</b>",
      colors: { primary: "#c0ffee" },
      projects: ["zoo-one", "atlas", "<script>"],
      notices: { Monday: "Backup & more" },
      profiles: { small: { gpus: 0, types: [] }, large: { gpus: 4, types: ["a100"] } },
      links: [
        { href: "https://example.org/status?a&b", text: "Status" },
        { href: "/x", text: "Secret", hidden: true },
        { href: "/docs", text: "<Docs>" },
      ],
    },
  },
  Authenticator: { allow_all: true, admin_users: ["boss"] },
  Spawner: { options_form: '<input name="size" value="1">' },
}

interface Visit {
  readonly name: string
  readonly status: number
  /** Ids of elements that `super()` or a block that nobody changed brings. */
  readonly ids?: readonly string[]
  /** Names of the site's parts that must be there. */
  readonly parts: readonly string[]
  readonly ask: (people: { nobody: Client; ada: Client; boss: Client }) => Promise<{ status: number; text: string }>
}

const everywhere = ["stylesheet", "scripts", "meta", "logo", "announcement", "header", "footer", "script"]
const visits: readonly Visit[] = [
  {
    name: "login",
    status: 200,
    ids: ["username_input", "password_input", "login_submit", "login-main", "login_terms_checkbox"],
    parts: [...everywhere, "login", "fields", "terms"],
    ask: ({ nobody }) => nobody.ask("/hub/login?next=%2Fhub%2Ftoken"),
  },
  {
    name: "login that failed",
    status: 403,
    ids: ["login_submit"],
    parts: ["login"],
    ask: ({ nobody }) => nobody.submit("/hub/login", { username: "", password: "x" }),
  },
  {
    name: "home",
    status: 200,
    ids: ["logout"],
    parts: [...everywhere, "home", "nav", "service"],
    ask: ({ ada }) => ada.ask("/hub/home"),
  },
  { name: "home of an admin", status: 200, parts: ["nav", "home"], ask: ({ boss }) => boss.ask("/hub/home") },
  { name: "spawn", status: 200, ids: ["spawn_form"], parts: ["spawn"], ask: ({ ada }) => ada.ask("/hub/spawn") },
  {
    name: "token",
    status: 200,
    ids: ["request-token-form", "token-note"],
    parts: ["expires", "token"],
    ask: ({ ada }) => ada.ask("/hub/token"),
  },
  { name: "not running", status: 424, parts: ["not_running", "start"], ask: ({ ada }) => ada.ask("/hub/user/ada/lab") },
  { name: "404", status: 404, parts: ["404", "error", "footer"], ask: ({ ada }) => ada.ask("/hub/nothing") },
  { name: "404 for nobody", status: 404, parts: ["404", "error"], ask: ({ nobody }) => nobody.ask("/hub/nothing") },
  { name: "403", status: 403, parts: ["error"], ask: ({ ada }) => ada.ask("/hub/admin") },
  { name: "503", status: 200, parts: ["503"], ask: ({ nobody }) => nobody.ask("/hub/error/503") },
]

t.test("the scripts that templates of sites call are served", async t => {
  const { template_paths, template_vars } = settings.JupyterHub
  const hub = await pageHub(t, { settings: { JupyterHub: { template_paths, template_vars } } })
  const client = hub.client()
  const page = (await client.ask("/hub/login")).text.replaceAll("&#x3D;", "=")
  const scripts = [...page.matchAll(/(?:src|href)="(\/hub\/static\/[^"]*)"/g)].map(([, address = ""]) => address)
  for (const name of [
    "jquery.min.js",
    "require.js",
    "bootstrap.bundle.min.js",
    "bootstrap-grid.min.css",
    "site-scripts.js",
  ])
    t.ok(
      scripts.some(address => address.includes(`/${name}?v=`)),
      `${name} is asked for`,
    )
  const modules = ["jhapi", "utils", "home", "token", "not_running"].map(name => `/hub/static/js/${name}.js`)
  for (const address of [
    ...scripts.filter(address => !address.includes("none.css")),
    ...modules,
    "/hub/static/components/moment/moment.js",
  ]) {
    const { status, headers } = await client.ask(address)
    t.equal(status, 200, address)
    t.match(headers["content-type"], /javascript|css|svg/, address)
  }
  t.equal((await client.ask("/hub/static/components/express/package.json")).status, 404)
  const plain = (await (await pageHub(t)).client().ask("/hub/login")).text
  t.notMatch(plain, "jquery", "our own pages do without")
})

t.test(
  "what an authenticator shows in place of the form is a template, and what people typed is text in it",
  async t => {
    const hub = await pageHub(t)
    const customHtml =
      '<form action="{{ authenticator_login_url }}"><b>{{ login_error }}</b><i>{{ username }}</i><u>{{ xsrf }}</u></form>'
    Object.assign(hub.core, { authenticator: { ...hub.core.authenticator, customHtml } })
    const page = await hub.client().ask("/hub/login?username=%3Cscript%3E&next=%2Fhub%2Ftoken")
    t.match(page.text, '<form action="/hub/login?next=%2Fhub%2Ftoken"><b></b><i>&lt;script&gt;</i>')
    t.match(page.text, /<u>[^<]{20,}<\/u>/)
    t.notMatch(page.text, "username_input")
    Object.assign(hub.core, {
      authenticator: { ...hub.core.authenticator, customHtml: "<b>{{ login_error.nothing() }}</b>" },
    })
    t.match(
      (await hub.client().ask("/hub/login")).text,
      "username_input",
      "one that cannot be rendered leaves the form",
    )
    t.match(hub.log(), "custom_html:1: login_error.nothing is undefined")
  },
)

t.test("a site's templates make of our pages what they make of JupyterHub's", async t => {
  const place = await hubPlace(t, settings)
  const at = { place, file: writeConfig(place, python) }
  const theirs = await startJupyterHub(t, at)
  const { sites: expected } = await pagesOf(() => theirs.client(), true)
  await theirs.end()

  const hub = await startHub(t, { at })
  const { sites, texts } = await pagesOf(() => hub.client(), false)
  t.notMatch(hub.log(), "cannot be rendered")
  for (const { name, status, ids = [], parts } of visits) {
    const text = texts.get(name)?.text ?? ""
    t.equal(texts.get(name)?.status, status, name)
    t.same(sites.get(name), expected.get(name), `${name}: the same parts with the same content`)
    const missing = parts.filter(part => !sites.get(name)?.some(([found]) => found === part))
    t.same(missing, [], `${name}: every part is there`)
    for (const id of ids) t.match(text, `id="${id}"`, `${name}: #${id} is there too`)
  }
  const login = texts.get("login")?.text ?? ""
  t.match(login, "<title>Ada &amp; Sons JupyterHub</title>")
  t.match(login, 'data-site="ada "', "a block within a tag")
  t.match(login, /<script src="[^"]*require\.js/, "scripts of JupyterHub's world are loaded")
})

/** Both hubs work on one database: what is shown is made once. */
async function pagesOf(client: () => Client, first: boolean) {
  const nobody = client()
  const [ada, boss] = [client(), client()]
  await ada.login("ada")
  await boss.login("boss")
  if (first) {
    await ada.api("POST", "/users/ada/tokens", { note: "for <you>" })
    await ada.api("PUT", "/users/ada/servers/second", { display_name: "The Second" })
  }
  const texts = new Map<string, { readonly status: number; readonly text: string }>()
  for (const { name, ask } of visits) texts.set(name, await ask({ nobody, ada, boss }))
  return { texts, sites: new Map([...texts].map(([name, { text }]) => [name, partsOf(text)])) }
}

/** What the site wrote, without the versions in addresses; white space and quotes as HTML takes them. */
function partsOf(html: string): readonly (readonly [string, string])[] {
  const found = [...html.matchAll(/<!-- site:(\w+) -->(.*?)<!-- end -->/gs)]
  const plain = (part: string) =>
    part
      .replace(/\?v=\w+/g, "")
      .replaceAll("'", '"')
      .replace(/\s+/g, " ")
      .trim()
  return found.map(([, name = "", content = ""]) => [name, plain(content)] as const)
}

t.test("JupyterHub's own templates, taken by a site as they are, are rendered on every page", async t => {
  const folder = join(pythonBin(), "..", "share", "jupyterhub", "templates")
  const JupyterHub = { template_paths: [folder], allow_named_servers: true }
  const hub = await pageHub(t, { settings: { JupyterHub, Spawner: { options_form: "<input name=size>" } } })
  const nobody = hub.client()
  const login = await nobody.ask("/hub/login")
  t.match(login.text, /<input type="hidden" name="_xsrf" value="[^"]{20,}"/)
  const [ada, admin] = [await hub.as("ada"), await hub.as("admin")]
  await ada.api("POST", "/users/ada/tokens", { note: "for <you>" })
  await ada.api("PUT", "/users/ada/servers/second", { display_name: "The <Second>" })
  await hub.server("ada", "waiting", {}, { state: "queued" })
  await hub.server("ada", "ending", {}, { state: "stopping" })
  await hub.server("ada", "failed", {}, { state: "stopped", outcome: "failed", message: "It <broke>" })
  for (const [client, path, status, found] of [
    [nobody, "/hub/login?username=%3Cb%3E", 200, 'value="&lt;b&gt;"'],
    [nobody, "/hub/nothing", 404, "this is not one"],
    [nobody, "/hub/error/503", 200, "503 : Service Unavailable"],
    [ada, "/hub/home", 200, 'data-server-name="second"'],
    [ada, "/hub/home", 200, "The &lt;Second&gt;"],
    [ada, "/hub/home", 200, 'user: "ada"'],
    [ada, "/hub/spawn", 200, "<input name=size>"],
    [ada, "/hub/token", 200, "for &lt;you&gt;"],
    [ada, "/hub/token", 200, '<option value="3600">1 Hour</option>'],
    [ada, "/hub/spawn-pending/ada/waiting", 200, 'new EventSource("/hub/api/users/ada/servers/waiting/progress?_xsrf='],
    [ada, "/hub/spawn-pending/ada/ending", 200, "Your server is stopping."],
    [ada, "/hub/spawn-pending/ada/failed", 500, "It &lt;broke&gt;"],
    [ada, "/hub/user/ada/second", 424, "Launch"],
    [ada, "/hub/admin", 403, "403 : "],
    [admin, "/hub/admin", 200, 'window.base_url = "/hub/"'],
  ] as const) {
    const page = await client.ask(path)
    t.equal(page.status, status, path)
    t.ok(page.text.includes(found), `${path} has ${found}`)
    t.match(page.text, /id="error-dialog"/, `${path} has the page's modal`)
  }
  t.notMatch(hub.log(), "cannot be rendered")
})
