import t from "tap"
import { scratchFor } from "../../../spawners/slurm/data/scratch-for.ts"
import { jobSpec } from "../../../spawners/slurm/job-spec.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { siteScript } from "../../../spawners/slurm/site-script.ts"
import { slurmContext, slurmRun } from "../../support/slurm.ts"

const alice = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }

function rendered(
  template: string,
  traits: Record<string, unknown> = {},
  userOptions = {},
  image = "/srv/i.sif",
): string {
  const settings = readSettings(slurmContext(traits))
  const run = slurmRun("alice", { userOptions })
  const spec = jobSpec(run, settings, { home: "", log: "", environment: "login" })
  const parts = {
    runId: run.id,
    runDir: "/r",
    environmentFile: "/r/e.env",
    log: "/r/e.log",
    container: { image, binds: ["/data"] },
    apptainer: ["apptainer"],
    username: "alice",
    launcher: { folder: "", isNeeded: false },
    scratch: scratchFor({}, "/scratch/{job_id}", null),
    command: ["batchspawner-singleuser", "jupyterhub-singleuser"],
    prologue: "",
    epilogue: "",
  }
  return siteScript(template, run, alice, spec, parts, settings.req, ["HOME", "JUPYTERHUB_API_TOKEN"])
}

t.test("batchspawner's variables, with what this job asks for", async t => {
  const template = "{{username}} {{homedir}} {{partition}} {{nprocs}} {{memory}} {{runtime}} {{reservation}} {{srun}}"
  t.equal(rendered(template, { req_reservation: "course" }), "alice /home/alice instant 1 256M 0:10:00 course srun")
  t.equal(
    rendered("{% if gres %}--gres={{gres}}{% endif %}|{{gpus}}|{{scratch}}|{{binds|join(',')}}"),
    "|0|/scratch/$SLURM_JOB_ID|/data",
  )
  t.equal(rendered("{username} {partition}"), "alice instant", "and in str.format's form")
})

t.test("what a person chose never takes the place of a site's variable", async t => {
  const options = {
    partition: "secret",
    prologue: "rm -rf /",
    cmd: "id",
    keepvars: "X",
    username: "bob",
    queue: "instant",
  }
  t.equal(
    rendered("{{partition}}|{{prologue}}|{{username}}|{{user_options.queue}}", {}, options),
    "instant||alice|instant",
  )
  t.equal(rendered("{{profile}} {{keepvars}}", {}, { profile: "small" }), "small HOME,JUPYTERHUB_API_TOKEN")
  t.notMatch(rendered("{{cmd}}", {}, options), /^id$/)
})

t.test("the container is put around the command, unless the script brings its own", async t => {
  t.match(rendered("srun {{cmd}}"), /^srun \/bin\/bash -c [\s\S]*apptainer[\s\S]*\/srv\/i\.sif/)
  const own = rendered("singularity exec {{container}} {{cmd}}")
  t.match(own, /^singularity exec \/srv\/i\.sif \/bin\/bash -c [\s\S]* batchspawner-singleuser jupyterhub-singleuser$/)
  t.notMatch(own, "apptainer exec")
  t.match(rendered("singularity exec {{container}} id", {}, {}, "/home/bob/my;id.sif"), "exec '/home/bob/my;id.sif' id")
})

t.test("the environment comes before the first command, for whatever shell the script is in", async t => {
  const script = rendered("#!/bin/sh -e\n\n#SBATCH --export={{keepvars}}\n  # words\nenv | grep JUP\n{cmd}\n")
  t.match(
    script,
    /^#!\/bin\/sh -e\n\n#SBATCH --export=HOME,JUPYTERHUB_API_TOKEN\n {2}# words\n\[ .* exec \/bin\/bash -c /,
  )
  t.equal(rendered("#!/usr/bin/env python3\nprint(1)\n"), "#!/usr/bin/env python3\nprint(1)\n")
})

t.test("between quotes of the script the command is plain words", async t => {
  const script = rendered('#!/bin/bash\nsingularity exec {{container}} bash -c "{{cmd}} --debug"\n')
  t.match(script, /bash -c "batchspawner-singleuser jupyterhub-singleuser --debug"\n$/)
})
