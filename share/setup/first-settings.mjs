// The configuration that a start without one uses: written once into the data folder, then the person's to edit.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { newPassword } from "./password.mjs"
import { freePort } from "./ports.mjs"

/** Files of the data folder; `created` says whether this is the first start. */
export async function firstSettings(folder) {
  const config = join(folder, "jupyterhub_config.py")
  const passwordFile = join(folder, "admin-password")
  const created = !existsSync(config)
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, `${newPassword()}\n`, { mode: 0o600 })
  if (created) writeFileSync(config, await configText(), { mode: 0o600 })
  return { config, passwordFile, created, password: readFileSync(passwordFile, "utf8").trim() }
}

async function configText() {
  const hubPort = await freePort(8081)
  const proxyPort = await freePort(8001, [hubPort])
  return `# carme-hub's settings for this folder, written at the first start. It is yours now: edit it, then start again.
# The options are JupyterHub's: \`npm start -- --generate-config\` prints them all with their help.
import os
from pathlib import Path

data = Path(__file__).resolve().parent

c.JupyterHub.ip = "127.0.0.1"
c.JupyterHub.port = 8000
c.JupyterHub.hub_port = ${hubPort}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:${proxyPort}"
c.JupyterHub.db_url = f"sqlite:///{data}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{data}/jupyterhub_cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{data}/jupyterhub-proxy.pid"

# One person, the admin, whose password is in the file beside this one. To let others in, give them a password of at
# least eight characters in c.SharedPasswordAuthenticator.user_password and add them to c.Authenticator.allowed_users.
c.JupyterHub.authenticator_class = "shared-password"
c.Authenticator.admin_users = {"admin"}
c.Authenticator.allowed_users = {"admin"}
c.SharedPasswordAuthenticator.admin_password = (data / "admin-password").read_text().strip()

# Servers run on this machine as the account that started the hub, each with a home folder here.
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{data}/homes/{{username}}"
c.Spawner.default_url = "/lab"
if os.geteuid() == 0:
    c.Spawner.args = ["--allow-root"]
`
}
