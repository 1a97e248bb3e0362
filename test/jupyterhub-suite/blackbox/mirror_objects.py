"""Users, servers, proxy and services of the mirror: each asks the hub under test how it is."""

import asyncio
import time
from contextlib import suppress
from urllib.parse import quote

import psutil
import sqlalchemy.exc
from jupyterhub.proxy import ConfigurableHTTPProxy
from jupyterhub.spawner import SimpleLocalProcessSpawner
from jupyterhub.tests import mocking
from jupyterhub.user import User, UserDict, _SpawnerDict

from . import processes, settings
from .hub_process import LONGEST
from .variants import NotBlackBox


def hub():
    return mocking.MockHub.instance()


async def until(condition):
    deadline = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("waited too long for the hub")
        await asyncio.sleep(0.05)


class Start:
    """What can be told from outside of a start that goes on; stands for the spawner's future."""

    def __init__(self, spawner):
        self.spawner = spawner

    def __await__(self):
        return until(self.done).__await__()

    def done(self):
        return not self.spawner.pending

    def cancelled(self):
        return not self.spawner.ready and self.spawner.pending != "spawn"


class MirrorSpawner(SimpleLocalProcessSpawner):
    """What a test sets on it becomes a setting of all spawners of the hub."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first_traits, self.first_home = settings.traits(self), self.home_dir

    def model(self):
        path = f"users/{quote(self.user.name, safe='')}?include_stopped_servers=1"
        reply = hub().rest("GET", path)
        return (reply.json() if reply.status_code == 200 else {}).get("servers", {}).get(self.name, {})

    pending = property(lambda self: self.model().get("pending"))
    ready = property(lambda self: bool(self.model().get("ready")))
    active = property(lambda self: not self.model().get("stopped", True))
    user_options = property(lambda self: self.orm_spawner.user_options or {}, lambda self, value: None)
    _spawn_pending = property(lambda self: self.pending == "spawn", lambda self, value: None)
    _stop_pending = property(lambda self: self.pending == "stop", lambda self, value: None)

    @property
    def api_token(self):
        return processes.environment((self.orm_spawner.state or {}).get("pid")).get("JUPYTERHUB_API_TOKEN", "")

    @api_token.setter
    def api_token(self, value):
        pass

    @property
    def _spawn_future(self):
        return Start(self) if self.pending == "spawn" or self.ready else None

    @_spawn_future.setter
    def _spawn_future(self, value):
        raise NotBlackBox("a start that the test itself puts in the hub's memory")

    async def poll(self):
        return None if self.active else 0

    def gate(self, kind):
        return hub().gate / f"{self.user.name}.{kind}"

    delay = property(None, lambda self, value: self.gate("delay").write_text(str(value)) and None)

    @property
    def _start_future(self):
        return self.__dict__["held"]

    @_start_future.setter
    def _start_future(self, future):
        gate = self.gate("wait")
        gate.touch()
        future.add_done_callback(lambda _: gate.unlink(missing_ok=True))
        self.__dict__["held"] = future

    def __setattr__(self, name, value):
        if name == "progress" and callable(value):
            raise NotBlackBox("a spawner's progress that the test itself tells")
        super().__setattr__(name, value)


class MirrorSpawners(_SpawnerDict):
    """Has a name if the hub has it in memory: the default server, and servers that are not stopped."""

    def __getitem__(self, key):
        if not dict.__contains__(self, key):
            self[key] = self.spawner_factory(key)
        return dict.__getitem__(self, key)

    def __contains__(self, key):
        with suppress(ValueError, sqlalchemy.exc.InvalidRequestError):  # no such row, or no longer
            return key == "" or self[key].active
        return False


class MirrorUser(User):
    spawner_class = MirrorSpawner

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.spawners = MirrorSpawners(self._new_spawner)

    def path(self, server):
        user = f"users/{quote(self.name, safe='')}"
        return f"{user}/servers/{quote(server, safe='')}" if server else f"{user}/server"

    async def spawn(self, server_name="", options=None, handler=None):
        hub().sync()
        hub().requests += 1
        self.get_or_create_spawner(server_name, server_name)
        hub().db.commit()
        hub().rest("POST", self.path(server_name), json=options or {}).raise_for_status()
        await until(lambda: not self.spawners[server_name].pending)
        if not self.spawners[server_name].ready:
            raise RuntimeError(f"{self.name}:{server_name} failed to start")
        hub().refresh()

    async def stop(self, server_name=""):
        hub().sync()
        hub().rest("DELETE", self.path(server_name)).raise_for_status()
        await until(lambda: not self.spawners[server_name].active)
        hub().refresh()


class MirrorUsers(UserDict):
    def from_orm(self, orm_user):
        return MirrorUser(orm_user, self.settings)

    def count_active_users(self):
        counts = dict.fromkeys(("pending", "spawn_pending", "stop_pending", "active", "ready"), 0)
        users = hub().rest("GET", "users?include_stopped_servers=1&limit=200").json() if hub().launched else ()
        for user in users:
            for server in user["servers"].values():
                counts["active"] += not server["stopped"]
                counts["ready"] += bool(server["ready"])
                if server["pending"]:
                    counts["pending"] += 1
                    counts[server["pending"] + "_pending"] += 1
        return counts

    def delete(self, key):
        user = self[key]
        hub().rest("DELETE", f"users/{quote(user.name, safe='')}").raise_for_status()
        self.pop(user.id, None)
        hub().refresh()


class MirrorProxy(ConfigurableHTTPProxy):
    async def check_routes(self, *args, **kwargs):
        hub().sync()
        hub().rest("POST", "proxy").raise_for_status()


class ServiceProcess(psutil.Process):
    def poll(self):
        return None if self.is_running() and self.status() != psutil.STATUS_ZOMBIE else 0


def service_process(service):
    """The process of a service that the hub starts, as the API tells of it."""
    pid = hub().rest("GET", f"services/{service.name}").json().get("pid")
    known = service.__dict__.get("known_process")
    if pid and (known is None or known.pid != pid):
        with suppress(psutil.NoSuchProcess):
            service.__dict__["known_process"] = ServiceProcess(pid)
    return service.__dict__.get("known_process")
