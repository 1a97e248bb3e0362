/** auth_state at rest: Fernet, as JupyterHub stores it; the first key encrypts, every key decrypts. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import type { UserRow } from "../../db/rows.ts"
import { setUserAuthState } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"

/** Null where there is none, or none of the keys fits (which is logged). */
export async function readAuthState(core: Core, user: UserRow): Promise<JsonObject | null> {
  if (user.encrypted_auth_state === null) return null
  const text = decryptFernet(core.secrets.cryptKeys, user.encrypted_auth_state)
  if (text === null) {
    core.log.warn(`The auth_state of ${user.name} cannot be decrypted with the keys of JUPYTERHUB_CRYPT_KEY.`)
    return null
  }
  return JSON.parse(text) as JsonObject
}

/** Stores what the authenticator gave, or nothing while enable_auth_state is off. */
export async function saveAuthState(core: Core, userId: number, authState: JsonObject | null): Promise<void> {
  await setUserAuthState(core.db, userId, authState === null ? null : encryptAuthState(core, authState))
}

function encryptAuthState(core: Core, authState: JsonObject): Buffer {
  const [key] = core.secrets.cryptKeys
  if (key === undefined) {
    throw new Refusal(
      400,
      "auth_state cannot be stored, because there is no key to encrypt it with. Set JUPYTERHUB_CRYPT_KEY to the output of: openssl rand -hex 32",
    )
  }
  return encryptFernet(key, JSON.stringify(authState), core.clock.now())
}

export function encryptFernet(key: Buffer, text: string, now: Date): Buffer {
  const iv = randomBytes(16)
  const cipher = createCipheriv("aes-128-cbc", key.subarray(16), iv)
  const head = Buffer.alloc(9)
  head[0] = 0x80
  head.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 1000)), 1)
  const signed = Buffer.concat([head, iv, cipher.update(text, "utf8"), cipher.final()])
  const token = Buffer.concat([signed, sign(key, signed)])
  return Buffer.from(token.toString("base64").replaceAll("+", "-").replaceAll("/", "_"), "ascii")
}

export function decryptFernet(keys: readonly Buffer[], token: Buffer): string | null {
  const bytes = Buffer.from(token.toString("ascii"), "base64url")
  if (bytes.length < 9 + 16 + 16 + 32 || bytes[0] !== 0x80) return null
  const signed = bytes.subarray(0, -32)
  const key = keys.find(k => timingSafeEqual(sign(k, signed), bytes.subarray(-32)))
  if (key === undefined) return null
  const decipher = createDecipheriv("aes-128-cbc", key.subarray(16), signed.subarray(9, 25))
  return Buffer.concat([decipher.update(signed.subarray(25)), decipher.final()]).toString("utf8")
}

function sign(key: Buffer, signed: Buffer): Buffer {
  return createHmac("sha256", key.subarray(0, 16)).update(signed).digest()
}
