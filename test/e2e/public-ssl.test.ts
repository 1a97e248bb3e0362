/** A certificate on the public address: the proxy speaks https, and the hub behind it knows. */
import { readFileSync } from "node:fs"
import type { IncomingMessage } from "node:http"
import { request } from "node:https"
import t from "tap"
import { openCertStore } from "../../hub/core/certificates/store.ts"
import { startHub } from "../support/hub.ts"
import { hubPlace, writeConfig } from "../support/hub-place.ts"

t.test("a login over https, with cookies for https alone", async t => {
  const place = await hubPlace(t)
  const store = openCertStore("site", place.folder, () => new Date())
  const ca = readFileSync((await store.authority("site-ca")).cert)
  const { key, cert } = await store.certificate("site", "site-ca", ["IP:127.0.0.1"])
  const settings = { ...place.settings, JupyterHub: { ...place.settings.JupyterHub, ssl_key: key, ssl_cert: cert } }
  const hub = await startHub(t, { at: { place, file: writeConfig({ ...place, settings }) } })
  t.match(hub.core.config.get("JupyterHub.bind_url"), /^https:/)
  const url = `${place.url.replace("http:", "https:")}hub/login`
  const ask = (method: string, headers: Record<string, string>, body = "") =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, { method, headers, ca, agent: false }, response => resolve(response.resume()))
      sent.on("error", reject).end(body)
    })
  const page = await ask("GET", {})
  t.equal(page.statusCode, 200)
  const xsrf = /_xsrf=([^;]*)/.exec(page.headers["set-cookie"]?.join() ?? "")?.[1] ?? ""
  const headers = { cookie: `_xsrf=${xsrf}`, "content-type": "application/x-www-form-urlencoded" }
  const login = await ask(
    "POST",
    headers,
    new URLSearchParams({ _xsrf: xsrf, username: "ada", password: "" }).toString(),
  )
  t.equal(login.statusCode, 302)
  for (const name of ["jupyterhub-hub-login", "jupyterhub-session-id"]) {
    t.match(
      login.headers["set-cookie"]?.find(line => line.startsWith(`${name}=`)),
      /; Secure/,
      name,
    )
  }
  await t.rejects(fetch(`${place.url}hub/login`), "who speaks http is not answered")
})
