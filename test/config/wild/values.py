from datetime import timedelta
import json

MINUTES = 60
c.Spawner.mem_limit = "2G"
c.Spawner.cpu_limit = 0.5
c.Spawner.start_timeout = 5 * MINUTES
c.JupyterHub.cookie_max_age_days = timedelta(days=7).days
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": ["python3", "-m", "jupyterhub_idle_culler", "--timeout=3600"],
    }
]
c.JupyterHub.load_roles = [{"name": "culler", "scopes": ["list:users", "delete:servers"], "services": ["idle-culler"]}]
c.JupyterHub.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}, "slow_spawn_timeout": 0}
c.Spawner.notebook_dir = "~/ünïcode \U0001f680"
c.JupyterHub.cookie_secret = bytes.fromhex("00ff" * 16)
c.Spawner.default_url = None or "/lab"
profile = json.loads('{"a": [1, 2.5, true, null]}')
c.Foreign.profiles = [("Name", "key", "spawner", dict(req_memory="4G", **profile))]
if "JupyterHub" in c and "services" in c.JupyterHub:
    c.JupyterHub.active_server_limit = 7
if "Spawner.missing" in c:
    c.JupyterHub.active_server_limit = 8
del c.Spawner.cpu_limit
c["JupyterHub"]["hub_port"] = 8082
