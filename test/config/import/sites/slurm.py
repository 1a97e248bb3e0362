# A cluster's site: batchspawner's Slurm with a job script of its own.
c.JupyterHub.spawner_class = "batchspawner.SlurmSpawner"
c.SlurmSpawner.req_partition = "gpu"
c.SlurmSpawner.batch_script = """#!/bin/bash
#SBATCH --partition={{partition}}
{{cmd}}
"""
c.SlurmSpawner.batch_query_cmd = "squeue -h -j {job_id} -o '%T %N'"
c.BatchSpawnerBase.req_runtime = "8:00:00"
c.DockerSpawner.image = "left/over"
