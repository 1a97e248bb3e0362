# A site that sets plain values only.
c.JupyterHub.bind_url = "http://:8000/jupyter"
c.JupyterHub.hub_ip = "0.0.0.0"
c.JupyterHub.admin_access = True
c.JupyterHub.cookie_max_age_days = 7
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.JupyterHub.port = 8000
c.Authenticator.allowed_users = {"ana", "ben"}
c.Authenticator.admin_users = {"ana"}
c.Spawner.mem_limit = "2G"
c.Spawner.default_url = "/lab"
c.Spawner.notebok_dir = "~/work"
c.PAMAuthenticator.open_sessions = False
