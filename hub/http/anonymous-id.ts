/** Tells browsers without a login apart in their XSRF tokens: a hash of address and User-Agent, as JupyterHub makes it. */
import { createHash } from "node:crypto"
import { BlockList, isIPv6 } from "node:net"
import type { Request } from "express"
import type { Core } from "../core/core.ts"
import { clientIp } from "./client.ts"

export function anonymousId(core: Core, request: Request): string {
  const { networks, headers } = core.secrets.anonymousXsrf ?? { networks: [], headers: ["User-Agent"] }
  const ip = clientIp(core, request)
  const hash = createHash("sha256").update(networks.find(network => contains(network, ip)) ?? ip, "utf8")
  // 0xff occurs in no UTF-8 text, so that no header can run into the next.
  for (const name of headers) hash.update(request.get(name) ?? "", "utf8").update(Buffer.of(0xff))
  return hash.digest("base64").replaceAll("+", "-").replaceAll("/", "_")
}

/** Addresses of a network of proxies count as one, since they change from one request to the next. */
function contains(network: string, ip: string): boolean {
  const [address = "", bits] = network.split("/")
  const list = new BlockList()
  const family = isIPv6(address) ? "ipv6" : "ipv4"
  list.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family)
  return ip !== "" && list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4")
}
