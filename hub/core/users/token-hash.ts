/** How JupyterHub stores tokens and client secrets: `sha512:rounds:salt:hex`, found again by the first four characters. */
import { createHash, randomBytes, randomInt, randomUUID, timingSafeEqual } from "node:crypto"

/** No token is longer; anything longer is refused before it costs a hash. */
export const maxTokenLength = 64
export const minTokenLength = 8
/** A supplied token may be a weak word; a generated one has 122 bits of its own. */
export const suppliedRounds = 16384
export const generatedRounds = 1

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

export function newToken(): string {
  return randomUUID().replaceAll("-", "")
}

/** Letters and digits, for OAuth codes and access tokens (30 of them are 178 bits). */
export function randomAlphanumeric(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("")
}

export function tokenPrefix(token: string): string {
  return token.slice(0, 4)
}

export function hashToken(token: string, rounds: number, salt = randomBytes(8).toString("hex")): string {
  return `sha512:${rounds}:${salt}:${digest("sha512", salt, token, rounds)}`
}

/** Whether `token` is the one that `hashed` was made from. A hash that cannot be read matches nothing. */
export function matchesHash(hashed: string, token: string): boolean {
  if (token.length > maxTokenLength) return false
  const [algorithm, rounds, salt, hex] = hashed.split(":")
  if (algorithm !== "sha512" || salt === undefined || hex === undefined) return false
  const count = Number(rounds)
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000) return false
  const expected = Buffer.from(hex, "utf8")
  const actual = Buffer.from(digest(algorithm, salt, token, count), "utf8")
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function digest(algorithm: string, salt: string, token: string, rounds: number): string {
  const bytes = Buffer.from(token, "utf8")
  // One update of the repeated token gives the digest of `rounds` updates, at a fraction of the calls.
  const repeated = rounds === 1 || bytes.length === 0 ? bytes : Buffer.alloc(bytes.length * rounds, bytes)
  return createHash(algorithm).update(salt, "utf8").update(repeated).digest("hex")
}

/** Names a token in this process's memory, which then holds no token itself. Never stored. */
export function tokenDigest(plaintext: string): string {
  return createHash("sha256").update(plaintext, "utf8").digest("base64")
}
