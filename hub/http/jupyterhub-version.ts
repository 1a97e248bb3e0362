/** The JupyterHub version whose API this hub speaks: single-user servers and clients compare it with their own. */
export const jupyterhubVersion = "6.1.1"
