/** Addresses of static files with the hash of their content, so that browsers may keep them for ever. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join, normalize } from "node:path"
import { componentFile } from "./components.ts"
import { packageFolder } from "./package-folder.ts"
import { staticName } from "./static-names.ts"

export const staticFolder: string = join(packageFolder, "share", "static")

export function staticUrls(hubPrefix: string): (path: string, versioned?: boolean) => string {
  const urls = new Map<string, string>()
  return (path, versioned = true) => {
    if (!versioned) return `${hubPrefix}static/${path}`
    const known = urls.get(path)
    if (known) return known
    const url = `${hubPrefix}static/${path}${version(staticName(path))}`
    urls.set(path, url)
    return url
  }
}

function version(path: string): string {
  const component = componentFile(path)
  const file = component ?? normalize(join(staticFolder, path))
  if (component === null && !file.startsWith(staticFolder)) return ""
  try {
    return `?v=${createHash("sha512").update(readFileSync(file)).digest("hex").slice(0, 32)}`
  } catch {
    return ""
  }
}
