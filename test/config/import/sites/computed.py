# A site that computes its values from the environment: DockerSpawner behind an identity provider.
import os

from dockerspawner import DockerSpawner
from oauthenticator.github import GitHubOAuthenticator

network = os.environ.get("SITE_NETWORK", "hub-net")
c.JupyterHub.spawner_class = DockerSpawner
c.DockerSpawner.image = os.environ.get("SITE_IMAGE", "quay.io/jupyter/base-notebook:latest")
c.DockerSpawner.network_name = network
c.DockerSpawner.remove = True
for folder in ("/data", "/home"):
    c.DockerSpawner.volumes.update({folder: folder})
c.DockerSpawner.mem_limit = "4G"
c.JupyterHub.authenticator_class = GitHubOAuthenticator
c.GitHubOAuthenticator.client_secret = os.environ.get("SITE_SECRET", "quite-secret")
c.JupyterHub.db_url = f"postgresql://hub:{'very-secret'}@db/{network}"
c.JupyterHub.hub_connect_ip = os.path.basename("/run/jupyterhub")
