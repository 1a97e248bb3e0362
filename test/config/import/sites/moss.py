# A cluster's site: partitions to choose from.
import jupyterhub_moss

c.JupyterHub.spawner_class = "jupyterhub_moss.MOSlurmSpawner"
jupyterhub_moss.set_config(c)
c.MOSlurmSpawner.partitions = {"gpu": {"architecture": "x86_64", "max_ngpus": 4, "max_runtime": 3600}}
