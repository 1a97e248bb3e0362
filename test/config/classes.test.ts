import t from "tap"
import { classNames, findPlugin, lineage, plugins } from "../../hub/config/classes.ts"

t.test("who inherits from whom", async t => {
  t.same(lineage("SlurmSpawner"), ["SlurmSpawner", "BatchSpawnerRegexStates", "BatchSpawnerBase", "Spawner"])
  t.same(lineage("SimpleLocalProcessSpawner"), ["SimpleLocalProcessSpawner", "LocalProcessSpawner", "Spawner"])
  t.same(lineage("DockerSpawner"), [])
})

t.test("names that a site may use", async t => {
  t.equal(findPlugin("JupyterHub.spawner_class", "batchspawner.SlurmSpawner")?.name, "slurm")
  t.equal(findPlugin("JupyterHub.spawner_class", "default")?.name, "localprocess")
  t.equal(findPlugin("JupyterHub.authenticator_class", "jupyterhub.auth.PAMAuthenticator")?.name, "pam")
  t.equal(findPlugin("JupyterHub.authenticator_class", "Dummy")?.name, "dummy")
  t.equal(findPlugin("JupyterHub.authenticator_class", "simple"), null, "a spawner is no authenticator")
})

t.test("every plugin's class has a lineage", async t => {
  for (const { className } of Object.values(plugins).flat()) t.ok(classNames.includes(className), className)
})
