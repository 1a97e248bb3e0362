/** Where a rescue session keeps what Jupyter would write to the home folder, which is full. */
import { randomBytes } from "node:crypto"

/**
 * On the node, gone with it, made by script/load-part.ts. Its name is a secret until it is there: what somebody else put
 * into it before would be run as the person.
 */
export function rescueEnvironment(): Readonly<Record<string, string>> {
  const folder = `/tmp/carme-rescue-${randomBytes(16).toString("hex")}`
  return {
    JUPYTER_RUNTIME_DIR: `${folder}/runtime`,
    JUPYTER_DATA_DIR: `${folder}/data`,
    JUPYTERLAB_WORKSPACES_DIR: `${folder}/workspaces`,
    IPYTHONDIR: `${folder}/ipython`,
    XDG_CACHE_HOME: `${folder}/cache`,
    CARME_RESCUE: "1",
  }
}
