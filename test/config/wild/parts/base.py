c.JupyterHub.port = 8000
c.JupyterHub.ip = "0.0.0.0"
c.Spawner.args = ["--base"]
c.Spawner.environment.update({"FROM": "base"})
