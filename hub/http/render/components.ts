/** The browser libraries below static/components: those that JupyterHub serves, by its paths, and those of our own pages. */
import { createRequire } from "node:module"
import { join, sep } from "node:path"

/** The file of `components/jquery/dist/jquery.min.js` and the like; null for any other path. */
export function componentFile(path: string): string | null {
  const match = /^components\/([a-z]+)\/([\w./-]+)$/.exec(path)
  const [, name = "", file = ""] = match ?? []
  if (!Object.hasOwn(served, name) || file.includes("..") || !served[name]?.test(file)) return null
  return join(folderOf(name), file)
}

const served: Readonly<Record<string, RegExp>> = {
  bootstrap: /^dist\/(css|js)\//,
  calendar: /^dist\/event-calendar\.min\.(css|js)$/,
  jquery: /^dist\//,
  luxon: /^build\/es6\/luxon\.mjs$/,
  moment: /^(moment\.js$|min\/)/,
  requirejs: /^require\.js$/,
  uplot: /^dist\/uPlot\.(esm\.js|min\.css)$/,
}

/** Where the package has another name than the path. */
const packages: Readonly<Record<string, string>> = { calendar: "@event-calendar/build" }

function folderOf(component: string): string {
  const name = packages[component] ?? component
  const main = createRequire(import.meta.url).resolve(name)
  const end = main.lastIndexOf(`${sep}node_modules${sep}${name}${sep}`)
  return main.slice(0, end + `${sep}node_modules${sep}${name}`.length)
}
