/** The certificate of a service that the hub runs, under internal_ssl. */
import { chown } from "node:fs/promises"
import type { CertificateFiles } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"

/** null without internal_ssl. The key belongs to the account that the service runs as. */
export async function serviceCertificates(
  { tls }: Pick<Core, "tls">,
  name: string,
  owner?: { readonly uid: number; readonly gid: number },
): Promise<CertificateFiles | null> {
  if (!tls) return null
  const files = await tls.server(`service-${name}`, ["DNS:localhost", "IP:127.0.0.1"])
  if (owner) await chown(files.key, owner.uid, owner.gid)
  return files
}
