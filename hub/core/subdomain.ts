/** The subdomain of a user or a service, by JupyterHub's two rules, so that both hubs find the same hosts. */
import { createHash } from "node:crypto"
import { domainToASCII } from "node:url"

export type SubdomainRule = "idna" | "legacy"

/** `alice.hub.example.org`. `domain` is the hub's own, without a port. */
export function subdomain(rule: SubdomainRule, kind: "user" | "service", name: string, domain: string): string {
  // Browsers send host names in lower case, and the proxy compares them as text.
  return `${rule === "legacy" ? legacyLabel(kind, name) : idnaLabel(kind, name)}.${domain}`.toLowerCase()
}

/** All services share a host; names are escaped with `_`, which DNS does not officially allow. */
function legacyLabel(kind: "user" | "service", name: string): string {
  if (kind === "service") return "services"
  return [...Buffer.from(name, "utf8")]
    .map(byte => {
      const character = String.fromCharCode(byte)
      // What is an escape already is lowered before, what only DNS forbids is written as its number.
      return /[A-Za-z0-9.-]/.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`
    })
    .join("")
}

function idnaLabel(kind: "user" | "service", name: string): string {
  const label = safeLabel(name)
  return kind === "user" ? label : `${label}--service`
}

/** The name where it is a label already, else in Punycode, else what is safe of it and a hash, which is always a label. */
function safeLabel(name: string): string {
  // An own name must not look like what another's is turned into.
  if (name.includes("--")) return hashed(name)
  if (isLabel(name)) return name
  const encoded = isInternational(name) ? domainToASCII(name) : ""
  return encoded !== name && isLabel(encoded) ? encoded : hashed(name)
}

function isLabel(text: string): boolean {
  return /^[a-z0-9-]{1,63}$/i.test(text) && !/^\d+$|^-|-$/.test(text)
}

/**
 * IDNA 2008 takes letters, digits and marks that no normalization changes; Node's own conversion would also take capital
 * letters and symbols, which JupyterHub's library refuses.
 */
function isInternational(name: string): boolean {
  return (
    /^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}-]+$/u.test(name) &&
    !/^[\p{Mn}\p{Mc}-]|-$/u.test(name) &&
    [...name].every(c => c.normalize("NFKC").toLowerCase().normalize("NFKC") === c) &&
    name.normalize("NFC") === name
  )
}

function hashed(name: string): string {
  const stub = [...name.toLowerCase()].filter(c => /[a-z0-9]/.test(c)).slice(0, 8)
  const hash = createHash("sha256").update(name, "utf8").digest("hex").slice(0, 7)
  return `u-${stub.join("") || "x"}--${hash}`
}
