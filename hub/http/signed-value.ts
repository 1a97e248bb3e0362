/** Tornado's signed values, version 2: what JupyterHub's cookies and XSRF tokens are made of, byte for byte. */
import { createHmac, timingSafeEqual } from "node:crypto"

const secondsPerDay = 86_400
/** A stamp this far ahead was not written by a clock that is merely wrong. */
const maxDaysAhead = 31

/** `2|1:0|len:seconds|len:name|len:base64|signature`. */
export function createSignedValue(secret: Buffer, name: string, value: string, now: Date): string {
  const seconds = String(Math.floor(now.getTime() / 1000))
  const fields = ["0", seconds, name, Buffer.from(value, "utf8").toString("base64")]
  const signed = `2|${fields.map(f => `${Buffer.byteLength(f)}:${f}|`).join("")}`
  return signed + sign(secret, signed)
}

/** The value inside, or null when it was not signed by us, under this name, within `maxAgeDays`. */
export function decodeSignedValue(
  secret: Buffer,
  name: string,
  signedValue: string,
  maxAgeDays: number,
  now: Date,
): string | null {
  const fields = split(signedValue)
  if (fields === null) return null
  const { keyVersion, seconds, nameField, valueField, signed, signature } = fields
  if (!sameText(signature, sign(secret, signed))) return null
  if (keyVersion !== "0" || nameField !== name || !/^\d{1,12}$/.test(seconds)) return null
  const age = now.getTime() / 1000 - Number(seconds)
  if (age > maxAgeDays * secondsPerDay || age < -maxDaysAhead * secondsPerDay) return null
  return Buffer.from(valueField, "base64").toString("utf8")
}

interface Fields {
  readonly keyVersion: string
  readonly seconds: string
  readonly nameField: string
  readonly valueField: string
  /** Everything before the signature. */
  readonly signed: string
  readonly signature: string
}

function split(signedValue: string): Fields | null {
  if (!signedValue.startsWith("2|")) return null
  const values: string[] = []
  let at = 2
  for (let i = 0; i < 4; i++) {
    const colon = signedValue.indexOf(":", at)
    const digits = signedValue.slice(at, colon)
    if (colon < 0 || !/^\d{1,6}$/.test(digits)) return null
    const end = colon + 1 + Number(digits)
    if (signedValue[end] !== "|") return null
    values.push(signedValue.slice(colon + 1, end))
    at = end + 1
  }
  const [keyVersion = "", seconds = "", nameField = "", valueField = ""] = values
  return {
    keyVersion,
    seconds,
    nameField,
    valueField,
    signed: signedValue.slice(0, at),
    signature: signedValue.slice(at),
  }
}

function sign(secret: Buffer, text: string): string {
  return createHmac("sha256", secret).update(text, "utf8").digest("hex")
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a, "utf8")
  const right = Buffer.from(b, "utf8")
  return left.length === right.length && timingSafeEqual(left, right)
}
