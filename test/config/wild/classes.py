import batchspawner
from jupyterhub.auth import PAMAuthenticator


class SiteAuthenticator(PAMAuthenticator):
    service = "site"


c.JupyterHub.authenticator_class = SiteAuthenticator
c.JupyterHub.spawner_class = batchspawner.SlurmSpawner
c.SlurmSpawner.req_partition = "gpu"
c.SlurmSpawner.batch_script = """#!/bin/bash
#SBATCH --partition={partition}
{cmd}
"""
