/** What sites have for batchspawner, on the real cluster: a job script of their own, a form, and a hook that reads it. */
import t from "tap"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { followStart, untilServer } from "../support/server-states.ts"

const lab = await cluster(t)

if (lab) {
  const { JupyterHub = {}, SlurmSpawner = {}, Spawner = {}, Authenticator = {} } = await clusterSite(lab)
  const settings = {
    JupyterHub: { ...JupyterHub, spawner_class: "batchspawner.SlurmSpawner" },
    Spawner: {
      ...Spawner,
      environment: { COURSE_DATA: "/data/it's $HOME" },
      args: ["--debug --ServerApp.terminado_settings='{}'"],
    },
    SlurmSpawner,
    Authenticator,
  }
  // The server is started without {{cmd}}, after commands that read the environment, by the profile of the form.
  const script = `#!/bin/bash
#SBATCH --output={{homedir}}/site-%j.log
#SBATCH --chdir={{homedir}}
#SBATCH --export={{keepvars}}
#SBATCH --get-user-env=L
#SBATCH --comment={{profile}}
{% if partition %}#SBATCH --partition={{partition}}
{% endif %}{% if memory %}#SBATCH --mem={{memory}}
{% endif %}set -euo pipefail
echo "user $JUPYTERHUB_USER data $COURSE_DATA of {{course_dir}} prefix $JUPYTERHUB_SERVICE_PREFIX"
{% if profile == "small" %}unset XDG_RUNTIME_DIR
apptainer exec ${lab.image} batchspawner-singleuser jupyterhub-singleuser
{% else %}srun apptainer exec ${lab.image} {{cmd}}
{% endif %}`
  const configText = `
from types import SimpleNamespace
PROFILES = {"small": dict(partition="instant", nprocs="1", memory="512M", runtime="00:20:00"),
            "step": dict(partition="instant", nprocs="1", memory="600M", runtime="00:30:00")}

def form(spawner):
    return "<select name='profile'>%s</select>" % "".join("<option>%s</option>" % p for p in PROFILES)

def options(formdata, spawner=None):
    return {"profile": formdata.get("profile", ["small"])[0]}

def hook(spawner):
    if spawner.user_options.get("profile") == "broken":
        spawner.batch_script = "#!/bin/bash\\n{% if %}"
        return
    profile = PROFILES[spawner.user_options.get("profile", "small")]
    for name, value in profile.items():
        setattr(spawner, "req_" + name, value)
    spawner.req_homedir = "/home/%s" % spawner.user.name
    spawner.req_course_dir = "/courses/ml"
    spawner.environment = dict(spawner.environment, PROFILE=spawner.user_options.get("profile"))

c.Spawner.options_form = form
c.Spawner.options_from_form = options
c.Spawner.pre_spawn_hook = hook
c.SlurmSpawner.batch_script = ${JSON.stringify(script)}
`
  const hub = await startHub(t, { settings, configText })

  for (const [user, profile, memory] of [
    ["alice", "small", "512M"],
    ["bob", "step", "600M"],
  ] as const) {
    t.test(`the profile ${profile} of the site's form`, async t => {
      const client = hub.client()
      await client.login(user)
      t.match((await client.ask("/hub/spawn")).text, `<option>${profile}</option>`)
      t.ok((await client.submit("/hub/spawn", { profile })).status < 400)
      await untilServer(client, user, server => server?.ready === true, 180)
      const run = (await client.api("GET", "/runs?state=live")).json()[0]
      const job = await lab.run(["scontrol", "show", "job", run.job_id])
      t.match(job, new RegExp(`Comment=${profile}\\b`))
      t.match(job, new RegExp(`ReqTRES=\\S*mem=${memory}`))
      const log = await lab.run(["cat", `/home/${user}/site-${run.job_id}.log`])
      t.match(log, `user ${user} data /data/it's $HOME of /courses/ml prefix /user/${user}/`)
      t.equal((await client.api("DELETE", `/users/${user}/server`)).status < 300, true)
      await untilServer(client, user, server => server === undefined || server === null, 120)
    })
  }

  t.test("what the script could not take is refused on the form's way and by REST", async t => {
    const client = hub.client()
    await client.login("alice")
    const bad = await client.api("POST", "/users/alice/server", { profile: "small --gres=gpu:2" })
    t.match([bad.status, bad.json().message], [400, /option profile/])
  })

  t.test("a mistake in a template is told at once, and nothing is looked for", async t => {
    const client = hub.client()
    await client.login("carol")
    await client.api("POST", "/users/carol/server", { profile: "broken" })
    t.match(await followStart(client, "carol"), {
      failed: true,
      message: /template of the SlurmSpawner configuration is wrong/,
    })
    t.notMatch(hub.log(), "not known whether a job was submitted")
  })
}
