# A cluster's site: profiles of batchspawner's Slurm.
import batchspawner
from wrapspawner import ProfilesSpawner

c.JupyterHub.spawner_class = ProfilesSpawner
c.ProfilesSpawner.profiles = [
    ("One hour", "short", "batchspawner.SlurmSpawner", dict(req_runtime="1:00:00", req_partition="short")),
    ("One GPU", "gpu", batchspawner.SlurmSpawner, dict(req_gres="gpu:1", req_partition="gpu")),
]
c.SlurmSpawner.req_memory = "8G"
c.SlurmSpawner.batch_query_cmd = "/opt/slurm/bin/squeue -h -j {job_id} -o '%T %B'"
