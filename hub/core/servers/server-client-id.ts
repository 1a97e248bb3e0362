/** The OAuth client that a server is, as JupyterHub names it: `jupyterhub-user-ada`, `jupyterhub-user-ada-lab1`. */
export function serverClientId(userName: string, serverName: string): string {
  const user = `jupyterhub-user-${quote(userName)}`
  return serverName === "" ? user : `${user}-${quote(serverName)}`
}

/** urllib's quote with its default of "/" safe: the name goes into a cookie's name, where "@" must not stand. */
function quote(name: string): string {
  return encodeURIComponent(name)
    .replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
}
