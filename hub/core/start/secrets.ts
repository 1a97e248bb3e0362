/** The secrets of this installation, loaded once at start. */
import { randomBytes } from "node:crypto"
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { resolve } from "node:path"
import type { Config } from "../../config/config.ts"
import type { Log } from "../../plugin/context.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"

export interface Secrets {
  /** 32 bytes that sign cookies and XSRF tokens. */
  readonly cookieSecret: Buffer
  /** Keys of auth_state; the first encrypts, all decrypt. Empty: auth_state cannot be kept. */
  readonly cryptKeys: readonly Buffer[]
  /** What tells browsers without a login apart in their XSRF tokens; not given is their address and User-Agent. */
  readonly anonymousXsrf?: {
    /** Networks of proxies, each of which counts as one address. */
    readonly networks: readonly string[]
    readonly headers: readonly string[]
  }
}

const bytesOfSecret = 32

/** `env` is the hub's environment, which JupyterHub reads some secrets from. Throws Refusal where one is bad. */
export function loadSecrets(config: Config, env: Readonly<Record<string, string | undefined>>, log: Log): Secrets {
  const cookieSecret =
    configuredSecret(config) ?? environmentSecret(env.JPY_COOKIE_SECRET) ?? fileSecret(secretFile(config), log)
  if (cookieSecret.length !== bytesOfSecret) {
    log.warn(`The cookie secret has ${cookieSecret.length} bytes; it should have ${bytesOfSecret}.`)
  }
  return {
    cookieSecret,
    cryptKeys: loadCryptKeys(config, env.JUPYTERHUB_CRYPT_KEY),
    anonymousXsrf: {
      networks: list(env.JUPYTERHUB_XSRF_ANONYMOUS_IP_CIDRS ?? ""),
      headers: list(env.JUPYTERHUB_XSRF_ANONYMOUS_ID_HEADERS ?? "User-Agent"),
    },
  }
}

function configuredSecret(config: Config): Buffer | null {
  const secret = config.get("JupyterHub.cookie_secret")
  return secret && secret.length > 0 ? Buffer.from(secret) : null
}

function environmentSecret(hex: string | undefined): Buffer | null {
  if (!hex) return null
  if (!isHex(hex)) throw new Refusal(400, "JPY_COOKIE_SECRET must be hexadecimal digits, an even number of them.")
  return Buffer.from(hex, "hex")
}

function secretFile(config: Config): string {
  const file = config.get("JupyterHub.cookie_secret_file")
  return resolve(config.cwd, file.replace(/^~(?=\/|$)/, homedir()))
}

function fileSecret(file: string, log: Log): Buffer {
  if (!existsSync(file)) return newSecretFile(file, log)
  if (statSync(file).mode & 0o007) {
    throw new Refusal(
      400,
      `The cookie secret in ${file} can be read or written by anybody, so the hub does not start with it. Run: chmod 600 ${file}`,
    )
  }
  const text = readFileSync(file, "utf8").trim()
  if (isHex(text)) return Buffer.from(text, "hex")
  const old = Buffer.from(text, "base64")
  if (old.length === 0 || !/^[A-Za-z0-9+/=\s]+$/.test(text)) {
    throw new Refusal(
      400,
      `${file} holds no cookie secret. Delete it to have a new one made, which logs everybody out.`,
    )
  }
  log.warn(
    `${file} holds a base64 cookie secret of the time before JupyterHub 0.8; 32 bytes in hexadecimal are expected.`,
  )
  return old
}

function newSecretFile(file: string, log: Log): Buffer {
  const secret = randomBytes(bytesOfSecret)
  try {
    // "wx": when two hubs start at once, the second must not overwrite what the first already signs with.
    writeFileSync(file, `${secret.toString("hex")}\n`, { mode: 0o600, flag: "wx" })
    chmodSync(file, 0o600)
  } catch (cause) {
    if (existsSync(file)) return fileSecret(file, log)
    throw new Fault(
      500,
      `The cookie secret cannot be written to ${file}. Make its folder writable for the hub, or set JupyterHub.cookie_secret_file.`,
      { cause },
    )
  }
  log.info(`Wrote a new cookie secret to ${file}`)
  return secret
}

function loadCryptKeys(config: Config, fromEnvironment: string | undefined): readonly Buffer[] {
  const configured = config.isSet("CryptKeeper.keys") ? config.get("CryptKeeper.keys") : null
  const keys: readonly unknown[] = configured ?? list(fromEnvironment ?? "")
  return keys.map(parseCryptKey)
}

/** 32 bytes: raw, in hexadecimal (64 digits), or in base64 (44 characters). */
export function parseCryptKey(key: unknown): Buffer {
  const bytes =
    typeof key === "string" ? Buffer.from(key.trim(), "utf8") : key instanceof Uint8Array ? Buffer.from(key) : null
  const decoded = bytes === null ? null : decodeKey(bytes)
  if (decoded?.length === bytesOfSecret) return decoded
  throw new Refusal(
    400,
    "Each key of JUPYTERHUB_CRYPT_KEY (separated by ;) or CryptKeeper.keys must be 32 bytes, in hexadecimal or base64. Make one with: openssl rand -hex 32",
  )
}

function decodeKey(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1")
  if (bytes.length === 64 && isHex(text)) return Buffer.from(text, "hex")
  if (bytes.length === 44) return Buffer.from(text, "base64")
  return bytes
}

function list(text: string): readonly string[] {
  return text
    .split(";")
    .map(item => item.trim())
    .filter(item => item !== "")
}

function isHex(text: string): boolean {
  return /^(?:[0-9a-fA-F]{2})+$/.test(text)
}
