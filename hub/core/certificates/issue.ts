/** Makes certificates as JupyterHub's certipy makes them: RSA of 2048 bits, five years, for servers and clients alike. */
import "reflect-metadata"
import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, webcrypto } from "node:crypto"
import { isIPv6 } from "node:net"
import { promisify } from "node:util"
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509"
import { Refusal } from "../../plugin/errors.ts"

/** Both in PEM. */
export interface KeyPair {
  readonly key: string
  readonly certificate: string
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
const lifeMs = 5 * 365 * 86_400_000
const generate = promisify(generateKeyPair)
const bothSides = new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth], true)

/** An authority that signs certificates, but no other authorities. */
export async function issueAuthority(name: string, now: Date): Promise<KeyPair> {
  const keys = await newKeys()
  const own = await SubjectKeyIdentifierExtension.create(keys.publicKey)
  const extensions = [
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    bothSides,
    own,
    await AuthorityKeyIdentifierExtension.create(keys.publicKey),
  ]
  return signed({ subject: name, issuer: name, keys, signingKey: keys.privateKey, extensions, now })
}

/** `altNames` are `DNS:name` and `IP:address`. Throws a Refusal for any other. */
export async function issueCertificate(
  name: string,
  authority: KeyPair,
  altNames: readonly string[],
  now: Date,
): Promise<KeyPair> {
  const keys = await newKeys()
  const parent = new X509Certificate(authority.certificate)
  const extensions = [
    bothSides,
    ...(altNames.length === 0 ? [] : [new SubjectAlternativeNameExtension(altNames.map(generalName))]),
    await AuthorityKeyIdentifierExtension.create(parent.publicKey as PublicKey),
  ]
  const signingKey = await importKey(authority.key)
  return signed({ subject: name, issuer: parent.subject.replace(/^CN=/, ""), keys, signingKey, extensions, now })
}

interface Keys {
  readonly privateKey: webcrypto.CryptoKey
  readonly publicKey: webcrypto.CryptoKey
  readonly pem: string
}

interface Order {
  readonly subject: string
  readonly issuer: string
  readonly keys: Keys
  readonly signingKey: webcrypto.CryptoKey
  readonly extensions: readonly Extension[]
  readonly now: Date
}

async function signed({ subject, issuer, keys, signingKey, extensions, now }: Order): Promise<KeyPair> {
  const certificate = await X509CertificateGenerator.create({
    // A positive number: the first bit of the first byte is a sign.
    serialNumber: `01${randomBytes(18).toString("hex")}`,
    subject: [{ CN: [subject] }],
    issuer: [{ CN: [issuer] }],
    notBefore: now,
    notAfter: new Date(now.getTime() + lifeMs),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [...extensions],
  })
  return { key: keys.pem, certificate: `${certificate.toString("pem")}\n` }
}

async function newKeys(): Promise<Keys> {
  const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 })
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString()
  return { pem, privateKey: await importKey(pem), publicKey: await importPublic(publicKey) }
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: "pkcs8", format: "der" })
  return webcrypto.subtle.importKey("pkcs8", der, algorithm, true, ["sign"])
}

function importPublic(key: KeyObject): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("spki", key.export({ type: "spki", format: "der" }), algorithm, true, ["verify"])
}

function generalName(text: string): { type: "dns" | "ip"; value: string } {
  const [, kind, value = ""] = /^(DNS|IP):(.+)$/.exec(text) ?? []
  if (kind === "DNS") return { type: "dns", value }
  if (kind === "IP")
    return { type: "ip", value: isIPv6(value) ? new URL(`http://[${value}]`).hostname.slice(1, -1) : value }
  throw new Refusal(400, `"${text}" is no name for a certificate: it must be DNS:name or IP:address`)
}
