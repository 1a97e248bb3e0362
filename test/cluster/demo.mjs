// `npm run cluster`: boots a small Slurm cluster on this machine and a hub on it, until Ctrl-C. Needs root.
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { dataFolder } from "../../share/setup/folders.mjs"
import { runQuietHub } from "../../share/setup/hub-process.mjs"
import { nodePackages } from "../../share/setup/node-packages.mjs"
import { newPassword } from "../../share/setup/password.mjs"
import { freePort } from "../../share/setup/ports.mjs"
import { pythonEnvironment } from "../../share/setup/python.mjs"
import { createSteps, runProgram } from "../../share/setup/steps.mjs"
import { main, Stop } from "../../share/setup/stop.mjs"

const script = fileURLToPath(new URL("cluster", import.meta.url))

await main(async () => {
  if (process.getuid?.() !== 0) throw new Stop("The cluster needs root: its machines are namespaces of this one.")
  const env = { ...process.env, CARME_CLUSTER: process.env.CARME_CLUSTER ?? "demo" }
  const steps = createSteps()
  await nodePackages(steps)
  const { bin } = await pythonEnvironment(steps)
  await steps.step("cluster: file system and container image (minutes, the first time)", say =>
    runProgram(["bash", script, "build"], { env, say, label: line => line.replace(/^cluster: /, "") }),
  )
  const me = String(process.pid)
  await steps.step("cluster: a controller and two nodes", () => runProgram(["bash", script, "use", me], { env }))
  try {
    const folder = join(dataFolder(), "cluster")
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const status = parseStatus(await runProgram(["bash", script, "status"], { env }))
    const passwords = { everybody: keptPassword(folder, "password"), admin: keptPassword(folder, "admin-password") }
    writeFileSync(join(folder, "jupyterhub_config.py"), await configText(status), { mode: 0o600 })
    return await runQuietHub({
      args: ["-f", join(folder, "jupyterhub_config.py"), ...process.argv.slice(2)],
      cwd: folder,
      env: { ...env, PATH: `${bin}${delimiter}${env.PATH ?? ""}` },
      logFile: join(folder, "hub.log"),
      steps,
      ready: url => process.stdout.write(banner(url, passwords, folder, env.CARME_CLUSTER)),
    })
  } finally {
    spawnSync("bash", [script, "leave", me], { env, stdio: "inherit" })
  }
})

function parseStatus(text) {
  return Object.fromEntries(
    text
      .trim()
      .split("\n")
      .map(line => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]),
  )
}

function keptPassword(folder, name) {
  const file = join(folder, name)
  if (!existsSync(file)) writeFileSync(file, `${newPassword()}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
  return readFileSync(file, "utf8").trim()
}

async function configText({ address, service_prefix: servicePrefix, exec_prefix: execPrefix, image }) {
  const proxyPort = await freePort(8001)
  const hubPort = await freePort(8081, [proxyPort])
  return `# Written anew by each \`npm run cluster\`: the cluster's address may change.
from pathlib import Path

data = Path(__file__).resolve().parent

c.JupyterHub.ip = "127.0.0.1"
c.JupyterHub.port = 8000
c.JupyterHub.hub_ip = "${address}"
c.JupyterHub.hub_port = ${hubPort}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:${proxyPort}"
c.JupyterHub.db_url = f"sqlite:///{data}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{data}/jupyterhub_cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{data}/jupyterhub-proxy.pid"

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = (data / "password").read_text().strip()
c.SharedPasswordAuthenticator.admin_password = (data / "admin-password").read_text().strip()
c.Authenticator.allowed_users = {"alice", "bob", "carol"}
c.Authenticator.admin_users = {"carol"}

c.JupyterHub.spawner_class = "slurm"
c.SlurmSpawner.exec_prefix = "${execPrefix}"
c.SlurmSpawner.service_prefix = "${servicePrefix}"
c.Spawner.default_url = "/lab"
c.CarmeHub.containers = {
    "jupyter": dict(image="${image}", display_name="JupyterLab", description="Python, JupyterLab", default=True),
}
c.CarmeHub.queues = {
    "instant": dict(partition="instant", display_name="Instant", max_walltime="2:00:00", default=True),
    "large": dict(partition="large", display_name="Large", max_walltime="2-00:00:00"),
}
c.CarmeHub.quotas = {
    "user": dict(gpus=1, gpus_per_job=1, jobs=2, walltime="2:00:00", gpu_hours_per_week=10, queues=["instant"]),
    "researcher": dict(gpus=4, gpus_per_job=2, jobs=4, walltime="2-00:00:00", gpu_hours_per_week=200,
                       queues=["instant", "large"], add_containers=True, reservations=True),
}
c.JupyterHub.load_roles = [dict(name="researcher", users=["bob", "carol"])]
c.CarmeHub.reservations = dict(queues=["large"])
c.CarmeHub.build = dict(queue="instant", walltime="0:30:00", cpus=1, memory="1G")
c.CarmeHub.scratch = {"local": dict(path="/scratch/{job_id}", home_folder="scratch")}
`
}

function banner(url, passwords, folder, instance) {
  return `
  carme-hub runs at  ${url}
  log in as          alice (one GPU, instant queue) or bob (four GPUs, both queues, bookings, own containers)
  password           ${passwords.everybody}
  log in as          carol (an administrator)
  password           ${passwords.admin}

  the cluster        CARME_CLUSTER=${instance} ${script} as alice squeue
  settings, log      ${folder}
  stop               Ctrl-C
`
}
