/** Options of a site's own form, as public configurations for batchspawner have them. */
import t from "tap"
import { siteOptions, takesSiteOptions } from "../../../spawners/slurm/site-options.ts"
import { slurmContext } from "../../support/slurm.ts"

const template = `#!/bin/bash
#SBATCH --comment={{course}}
#SBATCH --time={{runtime[0]}}
{% if profile == "A100 40 GB" %}module load {{modules}}{% endif %}
{{cmd}}
`

t.test("only where the site has a form, or reads the options itself", async t => {
  t.notOk(takesSiteOptions(slurmContext()))
  for (const settings of [
    { options_form: "<b>" },
    { options_form: { __py__: 1 } },
    { options_from_form: "simple" },
    { options_from_form: { __py__: 1 } },
    { apply_user_options: { a: "b" } },
  ])
    t.ok(takesSiteOptions(slurmContext(settings)), JSON.stringify(settings))
})

t.test("batchspawner's names are ours, so that they count; the rest is the site's", async t => {
  const raw = {
    runtime: ["2:00:00"],
    nprocs: "4",
    gres: "gpu:a100:2",
    memory: "8G",
    partition: "gpu",
    profile: "A100 40 GB",
  }
  t.same(siteOptions(raw, template, true), {
    site: { profile: "A100 40 GB" },
    ours: { walltime: ["2:00:00"], cpus: "4", gpus: "2", gpu_type: "a100", memory: "8G", queue: "gpu" },
  })
  t.match(siteOptions(raw, template, false).site, { partition: "gpu" })
  t.match(siteOptions({ gres: "gpu" }, "", false).ours, { gpus: "1" })
})

t.test("what the script writes becomes no option and no command", async t => {
  const bad = (raw: Record<string, unknown>) =>
    t.throws(() => siteOptions(raw as never, template, false), { message: /option/ })
  for (const value of ["a b", "a\n#SBATCH --gres=gpu:8", "-x", "$(id)", "a;b", "'", { a: 1 }]) bad({ course: value })
  for (const value of ["a; id", "a --force", "`id`", ["x", "|"], "a\nb"]) bad({ modules: value })
  bad({ "a b": 1 })
  bad({ gres: "lustre:1,gpu:8" })
  bad({ gres: "gpu:8,x" })
  bad(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`o${i}`, 1])))
  const fine = { course: "ml-2026", modules: ["gcc/12 cuda", "ä"], profile: "anything; at 'all'", tree: { a: [1] } }
  t.same(siteOptions(fine, template, false).site, fine)
})
