/** JupyterHub's names of static files that customised templates, services and other pages link to, and what stands in their place. */

export function staticName(path: string): string {
  return Object.hasOwn(standIns, path) ? (standIns[path] ?? path) : path
}

const standIns: Readonly<Record<string, string>> = {
  "css/style.min.css": "css/carme.css",
  "favicon.ico": "images/favicon.svg",
  "images/jupyter.png": "images/logo.png",
  "images/jupyterhub-80.png": "images/logo.png",
}
