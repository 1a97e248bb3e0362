/** Takes a picture of every page with made-up data, wide and narrow, light and dark: `npm run screenshots -- FOLDER [NAME...]`. */

import { mkdir, readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join, normalize } from "node:path"
import { chromium } from "playwright-core"
import { packageFolder } from "../../hub/http/render/package-folder.ts"
import { staticFolder, staticUrls } from "../../hub/http/render/static-url.ts"
import { openTemplates } from "../../hub/http/render/templates.ts"
import { sampleApi } from "./sample-api.ts"
import { common, samplePages } from "./sample-pages.ts"

const [folder = "screenshots", ...names] = process.argv.slice(2)
const templates = openTemplates(join(packageFolder, "templates"), [], staticUrls("/hub/"))
const types: Record<string, string> = {
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
  html: "text/html; charset=utf-8",
  json: "application/json",
}

const progress = [
  { progress: 0, message: "Server requested" },
  { progress: 10, message: "Submitted as job 4711" },
  {
    progress: 20,
    message: "Waiting for free GPUs: other jobs are ahead in the queue",
    estimate: new Date(Date.now() + 40 * 60_000).toISOString(),
  },
]
const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname
  const send = (type: string, body: string | Buffer) =>
    response.setHeader("Content-Type", types[type] ?? type).end(body)
  if (path === "/hub/logo") return send("svg", await readFile(join(staticFolder, "images/logo.svg")))
  if (path.startsWith("/hub/static/")) {
    const file = normalize(join(staticFolder, path.slice("/hub/static/".length)))
    return send(path.split(".").at(-1) ?? "", await readFile(file))
  }
  const reply = sampleApi[path]
  if (reply) return send("json", JSON.stringify(reply))
  if (path === "/hub/sample-progress") return send("text/event-stream", events(progress))
  const page = samplePages[path.slice(1)]
  if (!page) return send("html", "")
  response.setHeader("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'")
  return send("html", templates.render(page.template, { ...common, ...page.variables }))
})
await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
const { port } = server.address() as AddressInfo
await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
})
const problems: string[] = []
for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of [
    [1280, 800],
    [375, 740],
  ] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height } })
    const page = await context.newPage()
    page.on("console", message => message.type() === "error" && problems.push(`${page.url()}: ${message.text()}`))
    page.on("pageerror", error => problems.push(`${page.url()}: ${error.message}`))
    for (const name of names.length > 0 ? names : Object.keys(samplePages)) {
      const { hash = "", click } = samplePages[name] ?? {}
      // A page of its own for each: an address that differs only in its hash would not be loaded anew.
      await page.goto("about:blank")
      await page.goto(`http://127.0.0.1:${port}/${name}${hash}`, { waitUntil: "networkidle" })
      if (click) await page.click(click)
      await page.waitForTimeout(150)
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true })
      const over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
      if (Number(over) > 0) problems.push(`${name} at ${width}: ${over} pixels too wide`)
    }
    await context.close()
  }
}
await browser.close()
server.close()
for (const problem of problems) process.stderr.write(`${problem}\n`)

function events(list: readonly unknown[]): string {
  // A stream that ends is opened again at once; with a long retry it looks like one that stays open.
  return `retry: 600000\n${list.map(event => `data: ${JSON.stringify(event)}\n\n`).join("")}`
}
