/** A site's configuration files in a temporary folder, loaded as the hub loads them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Test } from "tap"
import { type Loaded, loadConfig } from "../../hub/config/load.ts"
import { startPiped } from "../../hub/core/exec.ts"

interface Site {
  /** Path in the folder to content; a folder with jupyterhub_config.py needs no -f. */
  readonly files?: Readonly<Record<string, string>>
  readonly argv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export async function loadSite(t: Test, site: Site = {}): Promise<Loaded & { readonly cwd: string }> {
  const cwd = siteFolder(t, site.files)
  const env = { PATH: process.env.PATH, ...site.env }
  const loaded = await loadConfig({ argv: site.argv ?? [], cwd, env, startPiped })
  t.teardown(() => loaded.python?.close())
  return { ...loaded, cwd }
}

/** The same, from the text of a jupyterhub_config.py. */
export function loadPython(t: Test, text: string, site: Site = {}): Promise<Loaded & { readonly cwd: string }> {
  return loadSite(t, { ...site, files: { "jupyterhub_config.py": text, ...site.files } })
}

export function siteFolder(t: Test, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "carme-config-"))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
