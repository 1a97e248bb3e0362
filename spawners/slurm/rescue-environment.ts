/** Where a rescue session keeps what Jupyter would write to the home folder, which is full. Pure. */

/** On the node, gone with it; `runId` is the hub's own, [a-z0-9-]. */
export function rescueEnvironment(runId: string): Readonly<Record<string, string>> {
  const folder = `/tmp/${runId}`
  return {
    JUPYTER_RUNTIME_DIR: `${folder}/runtime`,
    JUPYTER_DATA_DIR: `${folder}/data`,
    JUPYTERLAB_WORKSPACES_DIR: `${folder}/workspaces`,
    IPYTHONDIR: `${folder}/ipython`,
    XDG_CACHE_HOME: `${folder}/cache`,
    CARME_RESCUE: "1",
  }
}
