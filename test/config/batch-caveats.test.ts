import t from "tap"
import { noShell, scriptCaveat } from "../../hub/config/batch-caveats.ts"

t.test("a command line that counts on a shell", async t => {
  for (const plain of [
    "sbatch --parsable",
    "scancel {job_id}",
    "ssh {username}@{host} sbatch",
    "sudo -E -u {username} sbatch --comment='a | b; $c' --x=\\$y",
    "sbatch {% if partition %}--partition={{ partition }}{% endif %}",
  ])
    t.equal(noShell(plain), null, plain)
  for (const shell of [
    "sbatch --parsable | cut -d';' -f1",
    "cd /tmp && sbatch",
    "sbatch 2>/dev/null",
    'sbatch --comment="$USER"',
    "sbatch --export=A=$(id)",
    "env X=`id` sbatch",
    "SLURM_CONF=/etc/x sbatch",
  ])
    t.match(noShell(shell), /no shell reads it/, shell)
})

t.test("a script that could not start a server", async t => {
  for (const fine of [
    "",
    "#!/bin/bash\njupyterhub-singleuser\n",
    "#!/usr/bin/env python3\nrun('{cmd}')\n",
    "#!/bin/csh\n{{ cmd }}\n",
  ])
    t.equal(scriptCaveat(fine), null, fine)
  t.match(scriptCaveat("/etc/jupyterhub/slurm_batch.sh"), /path of a script/)
  t.match(scriptCaveat("echo {{cmd}}"), /no #! line/)
  t.match(scriptCaveat("#!/usr/bin/env python3\nrun()\n"), /no token/)
})
