import t from "tap"
import { chosenClasses } from "../../hub/config/chosen-classes.ts"
import { ConfigError } from "../../hub/config/config-error.ts"

const choose = (spawner: unknown) =>
  chosenClasses({ JupyterHub: { spawner_class: spawner } }).get("JupyterHub.spawner_class")?.name

t.test("names, dotted names and classes of the packages", async t => {
  t.equal(choose("simple"), "simple")
  t.equal(choose("jupyterhub.spawner.SimpleLocalProcessSpawner"), "simple")
  t.equal(choose({ __py__: 0, repr: "class batchspawner.batchspawner.SlurmSpawner", kind: "class" }), "slurm")
  t.equal(chosenClasses({}).get("JupyterHub.authenticator_class")?.name, "pam")
})

t.test("what carme-hub does not have ends the start", async t => {
  const refused: [unknown, RegExp][] = [
    ["dockerspawner.DockerSpawner", /which carme-hub does not have.*localprocess, simple, slurm.*does not start/],
    ["slrum", /did you mean "slurm"\?/],
    [{ __py__: 0, repr: "class MySpawner", kind: "class" }, /the Python class MySpawner.*does not start/],
    [
      { __py__: 0, repr: "function f", kind: "function" },
      /must be the name of a class, or a class, got the Python function f/,
    ],
    [3, /got 3/],
  ]
  for (const [value, message] of refused) t.throws(() => choose(value), { constructor: ConfigError, message })
})
