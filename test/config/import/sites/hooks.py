# A site with functions that run before and after a server.
import pathlib


def make_home(spawner):
    pathlib.Path("/srv/home", spawner.user.name).mkdir(exist_ok=True)


async def tell(spawner):
    spawner.log.info("%s has stopped", spawner.user.name)


c.JupyterHub.spawner_class = "simple"
c.JupyterHub.authenticator_class = "dummy"
c.Spawner.pre_spawn_hook = make_home
c.Spawner.post_stop_hook = tell
c.Spawner.environment = {"SITE": "x", "WHO": lambda spawner: spawner.user.name}
c.Spawner.args.append("--debug")
c.DummyAuthenticator.password = "a-secret-word"
