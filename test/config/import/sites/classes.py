# A site with classes of its own.
from jupyterhub.auth import Authenticator
from jupyterhub.spawner import LocalProcessSpawner


class SiteAuthenticator(Authenticator):
    async def authenticate(self, handler, data):
        return data["username"]


class SiteSpawner(LocalProcessSpawner):
    def get_env(self):
        return {**super().get_env(), "SITE": "x"}


c.JupyterHub.authenticator_class = SiteAuthenticator
c.JupyterHub.spawner_class = SiteSpawner
c.SiteSpawner.cmd = ["jupyterhub-singleuser"]
c.JupyterHub.port = "8000"
