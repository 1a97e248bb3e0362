/** The whole REST API, attacked from its own description by schemathesis, as four kinds of identity. */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"
import t, { type Test } from "tap"
import { startHub, type TestHub } from "../support/hub.ts"
import { pythonEnv, pythonProgram } from "../support/python.ts"
import { pythonFolder } from "../support/python-folders.ts"

/** What needs no login; everything else must refuse who has none, or send them to the login page. */
const open: readonly RegExp[] = [/^OPTIONS /, /^GET \/hub\/api(\/|\/health|\/openapi\.json)?$/]

/** Would end the hub, or part it from its proxy, for all that come after. */
const endings = ["POST /api/shutdown", "PATCH /api/proxy"]

const plainToken = "plain-token-0123456789abcdef0123456789"
const adminToken = "admin-token-0123456789abcdef0123456789"
const serverScopes = ["users:activity!user", "access:servers!user"]

interface Answered {
  readonly call: string
  readonly status: number
  readonly text: string
  readonly location: string
}

t.test("whoever asks for whatever, the hub neither breaks nor answers a stranger", async t => {
  const hub = await startHub(t, {
    settings: {
      JupyterHub: {
        services: [{ name: "fuzz", api_token: adminToken, admin: true }],
        api_tokens: { [plainToken]: "plain" },
        allow_named_servers: true,
      },
    },
  })
  const server = await hub.client(plainToken).api("POST", "/users/plain/tokens", { scopes: serverScopes })
  t.equal(server.status, 201)
  const identities = { nobody: null, plain: plainToken, server: server.json().token as string, admin: adminToken }
  for (const [name, token] of Object.entries(identities)) {
    const answers = await attack(t, hub, token)
    t.ok(answers.length > 100, `${name}: ${answers.length} requests were answered`)
    const broken = answers.filter(answer => answer.status >= 500)
    t.same(broken, [], `${name}: no answer is a server error`)
    if (token !== null) continue
    const inside = answers.filter(
      ({ call, status, location }) =>
        status < 400 && !location.startsWith("/hub/login") && !open.some(path => path.test(call)),
    )
    t.same(inside, [], "nobody gets in without a login")
  }
})

/** Schemathesis's own checks fail the test as well: statuses and bodies are those of the description. */
async function attack(t: Test, hub: TestHub, token: string | null): Promise<readonly Answered[]> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const packages = await pythonFolder(["schemathesis==4.32.5"])
  const har = join(folder, "requests.har")
  const origin = new URL(hub.hubUrl).origin
  // Each limit of each field takes a minute: for the one who is let in everywhere. The others get random requests.
  const phases = token === adminToken ? "coverage,fuzzing" : "fuzzing"
  const args = [
    ["-m", "schemathesis.cli", "run", `${origin}/hub/api/openapi.json`],
    ["--phases", phases, "--max-examples", "2", "--generation-deterministic", "--continue-on-failure"],
    ["--checks", "not_a_server_error,response_schema_conformance", "--request-timeout", "30", "--no-color"],
    ["--report-har-path", har, "--output-sanitize", "false"],
    ...(token === null ? [] : [["-H", `Authorization: token ${token}`]]),
    ...endings.map(ending => ["--exclude-name", ending]),
  ].flat()
  const env = { ...pythonEnv(), PYTHONPATH: [packages, process.env.PYTHONPATH].filter(Boolean).join(delimiter) }
  const run = promisify(execFile)
  const outcome = await run(pythonProgram("python"), args, { cwd: folder, env, maxBuffer: 2 ** 26 }).catch(
    error => error,
  )
  t.notOk(outcome.code, "schemathesis is content", {
    output: outcome.stdout?.slice(-6000),
    errors: outcome.stderr?.slice(-2000),
  })
  const { entries } = JSON.parse(readFileSync(har, "utf8")).log as { entries: HarEntry[] }
  return entries.map(({ request, response }) => ({
    call: `${request.method} ${new URL(request.url).pathname}`,
    status: response.status,
    text: response.content.text?.slice(0, 500) ?? "",
    location: response.headers.find(({ name }) => name.toLowerCase() === "location")?.value ?? "",
  }))
}

interface HarEntry {
  readonly request: { readonly method: string; readonly url: string }
  readonly response: {
    readonly status: number
    readonly headers: readonly { readonly name: string; readonly value: string }[]
    readonly content: { readonly text?: string }
  }
}
