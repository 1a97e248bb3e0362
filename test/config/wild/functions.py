import shutil
from pathlib import Path


def make_home(spawner):
    home = Path("/home") / spawner.user.name
    home.mkdir(exist_ok=True)


async def options(spawner):
    return "<input>"


class Helper:
    size = 3

    def __call__(self, spawner):
        return self.size


c.Spawner.pre_spawn_hook = make_home
c.Spawner.options_form = options
c.JupyterHub.named_server_limit_per_user = Helper()
c.Spawner.environment = {"WHO": lambda spawner: spawner.user.name, "PLAIN": "1"}
c.JupyterHub.template_vars = {"announcement": "Hello", "count": len}
