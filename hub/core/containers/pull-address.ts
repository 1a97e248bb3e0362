/** Addresses that images are pulled from: a scheme, a registry of the site's list, a name and a tag, and nothing else. Pure. */
import type { BuildSettings } from "../../config/carme/build.ts"
import { Refusal } from "../../plugin/errors.ts"
import { shown } from "./image-path.ts"

export interface PullAddress {
  readonly address: string
  /** `host` or `host:port`. */
  readonly registry: string
  /** The site says that this registry has no TLS. */
  readonly insecure: boolean
}

type Registries = Pick<BuildSettings, "registries" | "insecureRegistries" | "library">

// No character of these means anything to a shell, to Apptainer or to a URL but what it is here for.
const name = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/i
const tag = /^(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/
const hostPart = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/

/** Throws Refusal 400 for what is no address, 403 for a registry that is not on the list. */
export function checkPullAddress(given: string, settings: Registries): PullAddress {
  const address = given.trim()
  const [, scheme = "", rest = ""] = /^([a-z]+):\/\/([!-~]{1,500})$/.exec(address) ?? []
  if (scheme === "library") return library(address, rest, settings)
  if (scheme !== "docker" && scheme !== "oras") {
    throw bad(address, "it has to begin with docker://, oras:// or library://")
  }
  if (/^[^/]*@/.test(rest) && !rest.includes("@sha256:")) {
    throw bad(address, "a name and password have no place in it; Apptainer's own log-in in your home folder is used")
  }
  const { registry, image } = split(rest, scheme)
  if (!hostPart.test(registry) || !isImageName(image))
    throw bad(address, "it is not [registry/]name[:tag][@sha256:digest]")
  return { address, registry: allowed(registry, settings), insecure: settings.insecureRegistries.includes(registry) }
}

function library(address: string, rest: string, settings: Registries): PullAddress {
  if (settings.library === null)
    throw new Refusal(403, "This site has no server for library:// addresses.", { code: "registry-not-allowed" })
  if (!isImageName(rest)) throw bad(address, "it is not entity/collection/name[:tag]")
  return { address, registry: new URL(settings.library).host, insecure: false }
}

/** As Docker reads a name: what has a dot or a port before the first slash, or is localhost, is a host. */
function split(rest: string, scheme: string): { registry: string; image: string } {
  const slash = rest.indexOf("/")
  const first = slash === -1 ? "" : rest.slice(0, slash)
  if (scheme === "oras" || /[.:]/.test(first) || first.toLowerCase() === "localhost") {
    return { registry: first.toLowerCase(), image: rest.slice(slash + 1) }
  }
  return { registry: "docker.io", image: rest }
}

function isImageName(image: string): boolean {
  const end = image.search(/[:@]/)
  return end === -1 ? name.test(image) : name.test(image.slice(0, end)) && tag.test(image.slice(end))
}

function allowed(registry: string, { registries }: Registries): string {
  if (registries.includes(registry)) return registry
  const list = registries.length === 0 ? "there is none" : registries.join(", ")
  throw new Refusal(403, `Images may not be pulled from ${shown(registry)}. Registries of this site: ${list}.`, {
    code: "registry-not-allowed",
    asked: registry,
    allowed: registries,
  })
}

function bad(address: string, why: string): Refusal {
  // Not the address itself where it holds a password.
  const safe = address.replace(/\/\/[^/@]*@/, "//...@")
  return new Refusal(400, `${shown(safe)} is no address to pull from: ${why}.`, { code: "bad-address" })
}
