import t from "tap"
import { environmentFile, jobEnvironment } from "../../../spawners/slurm/job-environment.ts"

const alice = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/zsh" }

t.test("the account's own variables, the hub's, and the address to listen on", async t => {
  const env = { JUPYTERHUB_SERVICE_URL: "http://127.0.0.1:0/user/alice/", JUPYTERHUB_USER: "alice", LANG: "C.UTF-8" }
  t.same(jobEnvironment(env, alice, "0.0.0.0", true), {
    HOME: "/home/alice",
    USER: "alice",
    LOGNAME: "alice",
    SHELL: "/bin/zsh",
    JUPYTERHUB_SERVICE_URL: "http://0.0.0.0:0/user/alice/",
    JUPYTERHUB_USER: "alice",
    LANG: "C.UTF-8",
  })
  t.match(jobEnvironment(env, alice, "::", true), { JUPYTERHUB_SERVICE_URL: "http://[::]:0/user/alice/" })
})

t.test("what would steer Slurm, the loader, the shell or Apptainer stays out", async t => {
  const names = ["SLURM_CONF", "SBATCH_QOS", "SALLOC_X", "SPANK_X", "SRUN_X", "LD_PRELOAD", "BASH_ENV", "ENV", "IFS"]
  const more = [
    "APPTAINER_BIND",
    "APPTAINERENV_X",
    "SINGULARITY_BIND",
    "SINGULARITYENV_PATH",
    "BASH_FUNC_x%%",
    "a b",
    "",
  ]
  const env = Object.fromEntries([...names, ...more, "GOOD"].map(name => [name, "x"]))
  t.same(Object.keys(jobEnvironment(env, alice, "", true)).sort(), ["GOOD", "HOME", "LOGNAME", "SHELL", "USER"])
})

t.test("the hub's own PATH is for servers on the node, not in a container", async t => {
  const env = { PATH: "/opt/hub/bin", VIRTUAL_ENV: "/opt/hub", PYTHONPATH: "/srv/lib" }
  t.strictSame(Object.keys(jobEnvironment(env, alice, "", true)).slice(4), ["PYTHONPATH"])
  t.match(jobEnvironment(env, alice, "", false), env)
})

t.test("the file holds pairs ended by NUL, whatever is in a value", async t => {
  t.equal(environmentFile({ A: "1", B: "x\ny='$z'" }), "A=1\0B=x\ny='$z'\0")
  t.throws(() => environmentFile({ A: "x\0B=y" }), { message: /A contains a NUL/ })
})
