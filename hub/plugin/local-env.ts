/** What a process of this machine needs of the hub's environment to find its programs, as JupyterHub's local spawners keep it. */
export const localEnv: readonly string[] = [
  "CONDA_DEFAULT_ENV",
  "CONDA_ROOT",
  "JUPYTERHUB_SINGLEUSER_APP",
  "LANG",
  "LC_ALL",
  "LD_LIBRARY_PATH",
  "PATH",
  "PYTHONPATH",
  "VIRTUAL_ENV",
]
