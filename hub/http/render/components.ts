/** The browser libraries that JupyterHub serves below static/components: templates and scripts of sites ask for them by these paths. */
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
  jquery: /^dist\//,
  moment: /^(moment\.js$|min\/)/,
  requirejs: /^require\.js$/,
}

function folderOf(name: string): string {
  const main = createRequire(import.meta.url).resolve(name)
  const end = main.lastIndexOf(`${sep}node_modules${sep}${name}${sep}`)
  return main.slice(0, end + `${sep}node_modules${sep}${name}`.length)
}
