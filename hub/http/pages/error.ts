/** /hub/error/CODE: the page that the proxy shows when a server does not answer. */
import { STATUS_CODES } from "node:http"
import { hubPrefix } from "../../core/urls.ts"
import { Refusal } from "../../plugin/errors.ts"
import { renderPage } from "../render/render.ts"
import { siteOf } from "../render/site.ts"
import { page } from "./page-row.ts"

export const errorPage = page({
  path: "/error/:code",
  summary: "The page of an error that the proxy met",
  handler: "jupyterhub.handlers.pages.ProxyErrorHandler",
  scopes: "none",
  async handle(call) {
    const { core, params } = call
    const code = params.code ?? ""
    if (!/^\d{1,3}$/.test(code)) throw new Refusal(404, "")
    const status = Number(code)
    const home = `${hubPrefix(core.config)}home`
    const template = siteOf(core).templates.has(code) ? code : "error"
    // The proxy puts its own status on this page.
    return await renderPage(call, template, {
      status_code: status,
      status_message: STATUS_CODES[status] ?? "Unknown HTTP Error",
      message_html:
        status === 503 ? `Your server appears to be down. Try restarting it <a href="${home}">from the hub</a>` : "",
      logo_url: home,
    })
  },
})
