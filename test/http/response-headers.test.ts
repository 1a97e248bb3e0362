import t from "tap"
import { responseHeaders, siteSets } from "../../hub/http/response-headers.ts"
import { testConfig } from "../support/config.ts"

type Headers = Record<string, string>

async function headersOf(t: Tap, tornado_settings: object, kind: "api" | "page"): Promise<Headers> {
  const config = await testConfig(t.testdir(), { "JupyterHub.tornado_settings": tornado_settings })
  const headers: Headers = {}
  const response = {
    setHeader: (name: string, value: string) => void Object.assign(headers, { [name.toLowerCase()]: value }),
  }
  responseHeaders(config)(response as never, kind)
  return headers
}

type Tap = { testdir(): string }

t.test("JSON may load nothing, pages are not framed", async t => {
  t.match(await headersOf(t, {}, "api"), { "content-security-policy": /default-src 'none'$/ })
  t.match(await headersOf(t, {}, "page"), {
    "content-security-policy": "frame-ancestors 'none'; report-uri /hub/security/csp-report",
  })
})

t.test("the site's headers win, whatever their case", async t => {
  const headers = { "content-security-POLICY": "frame-ancestors 'self'", "X-JupyterHub-Version": "9" }
  t.match(await headersOf(t, { headers }, "api"), {
    "content-security-policy": "frame-ancestors 'self'",
    "x-jupyterhub-version": "9",
  })
  t.match(await headersOf(t, { csp_report_uri: "https://reports.example" }, "page"), {
    "content-security-policy": /report-uri https:\/\/reports.example$/,
  })
  const config = await testConfig(t.testdir(), { "JupyterHub.tornado_settings": { headers } })
  t.ok(siteSets(config, "Content-Security-Policy"))
  t.notOk(siteSets(config, "Access-Control-Allow-Origin"))
})
