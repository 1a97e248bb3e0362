/** Python packages beside the environment of the tests: folders in the cache for PYTHONPATH, filled on first use (seconds). */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { pythonProgram } from "./python.ts"

/** What JupyterHub needs to use PostgreSQL and MariaDB; SQLAlchemy's own choice for postgresql:// is psycopg 3 since 2.1. */
export const databaseDrivers = ["psycopg[binary]==3.3.9", "pymysql==1.2.4"]

/** `options` are pip's. Another test file may fill the folder at the same time: the first whole one counts. */
export async function pythonFolder(packages: readonly string[], options: readonly string[] = []): Promise<string> {
  const { cacheFolder } = await import(new URL("../../share/setup/folders.mjs", import.meta.url).href)
  const python = pythonProgram("python")
  const name = createHash("sha256")
    .update([python, ...packages, ...options].join(" "))
    .digest("hex")
    .slice(0, 12)
  const folder = join(cacheFolder(process.env), `python-packages-${name}`)
  if (existsSync(folder)) return folder
  const half = mkdtempSync(`${folder}.`)
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", ...options]
  try {
    execFileSync(python, [...pip, "--target", half, ...packages], { stdio: ["ignore", "ignore", "inherit"] })
    renameSync(half, folder)
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
  return folder
}

/** Authenticators and spawners as sites install them beside JupyterHub; what they need besides is in the environment. */
export const siteClasses = [
  "oauthenticator==17.4.0",
  "pyjwt==2.15.1",
  "jupyterhub-firstuseauthenticator==1.1.1",
  "bcrypt==5.0.0",
  "ruamel.yaml==0.19.1",
  "wrapspawner==1.0.1",
  "jupyterhub-moss==10.1.0",
  "jupyterhub-nativeauthenticator==1.3.0",
  "onetimepass==1.0.1",
  "six==1.17.0",
  "jhub-remote-user-authenticator==0.1.0",
]
