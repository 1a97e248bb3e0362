import os
from os.path import dirname, join

here = dirname(__file__)
c.JupyterHub.ip = os.environ.get("HUB_IP", "127.0.0.1")
c.JupyterHub.port = int(os.environ["HUB_PORT"])
c.JupyterHub.template_paths = [join(here, "templates"), os.path.abspath("x")]
c.JupyterHub.cookie_secret_file = os.path.join(here, "secret")
c.JupyterHub.db_url = f"postgresql://hub:{os.environ['DB_PASSWORD']}@db/hub"
if os.environ.get("DEBUG"):
    c.JupyterHub.log_level = "DEBUG"
c.Spawner.environment = {k: v for k, v in os.environ.items() if k.startswith("HUB_")}
