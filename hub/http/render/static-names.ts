/** JupyterHub's names of static files that customised templates, services and other pages link to, and what stands in their place. */

export function staticName(path: string): string {
  return Object.hasOwn(standIns, path) ? (standIns[path] ?? path) : path
}

const standIns: Readonly<Record<string, string>> = {
  "css/style.min.css": "css/jupyterhub.css",
  "favicon.ico": "images/favicon.svg",
  "js/darkmode.js": "js/theme.js",
  "js/home.js": "jupyterhub/home.js",
  "js/jhapi.js": "jupyterhub/jhapi.js",
  "js/not_running.js": "jupyterhub/not_running.js",
  "js/token.js": "jupyterhub/token.js",
  "js/utils.js": "jupyterhub/utils.js",
  "images/jupyter.png": "images/logo.png",
  "images/jupyterhub-80.png": "images/logo.png",
}
