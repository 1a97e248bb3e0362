/** How a server or service of jupyterhub is told where its certificate is. */
import type { CertificateFiles } from "../../plugin/spawner.ts"

/** Empty without internal_ssl. */
export function certificateEnv(files: CertificateFiles | null): Record<string, string> {
  if (files === null) return {}
  return {
    JUPYTERHUB_SSL_KEYFILE: files.key,
    JUPYTERHUB_SSL_CERTFILE: files.cert,
    JUPYTERHUB_SSL_CLIENT_CA: files.ca,
  }
}
