"""The site's spawner class: one object a run, made where it is not there any more, and asked by the hub under these names.

Everything that outlives this process is in the state that the class itself gives: a run is taken up again with it.
"""

import asyncio
import inspect
from types import SimpleNamespace
from urllib.parse import quote, urlparse

from carme_hub_python.app import application
from carme_hub_python.hub_log import log
from carme_hub_python.people import ClassUser
from carme_hub_python.stand_ins import real
from jupyterhub import orm
from jupyterhub.spawner import Spawner


class TooSlow(Exception):
    status_code = 504
    reason = "timeout"

    def __init__(self, seconds):
        super().__init__()
        self.message = "The server did not start within %s seconds." % seconds


class SiteSpawner:
    def __init__(self, classes):
        self.classes = classes
        self.live = {}

    def open(self, settings):
        self.settings = settings
        app = application(self.classes.config, settings)
        self.hub, self.db = app.hub, app.db

    async def start(self, view, tell):
        spawner = self.live[view["run"]] = self.make(view)
        spawner.clear_state()
        spawner.api_token = view["token"]
        spawner.admin_access = self.settings["admin_access"]
        if callable(spawner.oauth_client_allowed_scopes):
            spawner.oauth_client_allowed_scopes = view["allowed_scopes"]
        following = asyncio.ensure_future(follow(spawner, tell))
        try:
            await self.before(spawner)
            if view["certificates"]:
                spawner.cert_paths = await done(spawner.move_certs(view["certificates"]))
            url = await asyncio.wait_for(done(spawner.start()), spawner.start_timeout)
        except Exception as error:
            await self.give_up(view, spawner)
            if isinstance(error, asyncio.TimeoutError):
                raise TooSlow(spawner.start_timeout) from error
            raise
        finally:
            following.cancel()
        host, port = address(url)
        spawner.orm_spawner.server.ip, spawner.orm_spawner.server.port = host, port
        return {"state": spawner.get_state(), "host": host, "port": port}

    async def before(self, spawner):
        """What JupyterHub does before a start, in its order."""
        user = spawner.user
        if spawner.authenticator:
            await done(spawner.authenticator.pre_spawn_start(user, spawner))
        await done(spawner.run_auth_state_hook(await user.get_auth_state()))
        for step in ("apply_group_overrides", "run_pre_spawn_hook"):
            if step == "run_pre_spawn_hook" and hasattr(spawner, "_run_apply_user_options"):
                await spawner._run_apply_user_options(spawner.user_options)
            if hasattr(spawner, step):
                await done(getattr(spawner, step)())

    async def give_up(self, view, spawner):
        """Nothing of a start that failed goes on."""
        try:
            if await done(spawner.poll()) is None:
                await done(spawner.stop())
        except Exception:
            log.exception("What a failed start left could not be stopped")
        await self.finish(view)

    async def poll(self, views):
        answers = await asyncio.gather(*(self.poll_one(view) for view in views))
        return {view["run"]: answer for view, answer in zip(views, answers)}

    async def poll_one(self, view):
        try:
            return {"exit": await done(self.find_or_make(view).poll())}
        except Exception as error:
            log.exception("A server could not be asked for its state")
            return {"unknown": "%s: %s" % (type(error).__name__, error)}

    async def stop(self, view):
        spawner = self.find_or_make(view)
        if await done(spawner.poll()) is None:
            await done(spawner.stop())

    async def finish(self, view):
        """After the end of a run, whatever it was: hooks first, then the object is forgotten."""
        spawner = self.find_or_make(view)
        self.live.pop(view["run"], None)
        for step in (spawner.run_post_stop_hook, spawner.clear_state, lambda: self.told(spawner)):
            try:
                await done(step())
            except Exception:
                log.exception("A step after the end of a server failed")

    def told(self, spawner):
        return spawner.authenticator.post_spawn_stop(spawner.user, spawner) if spawner.authenticator else None

    def port_reported(self, run, port):
        """batchspawner's classes wait in their start for the port that the job tells the hub."""
        if run in self.live:
            self.live[run].port = port

    async def find(self, runs):
        """State by run, of those that this process itself has started and that go on."""
        found = {}
        for run in runs:
            spawner = self.live.get(run)
            if spawner is not None and await done(spawner.poll()) is None:
                found[run] = spawner.get_state()
        return found

    async def form(self, view):
        spawner = self.make(view)
        # As far as forms ask for it: the addresses of what they load.
        spawner.handler = SimpleNamespace(hub=self.hub, current_user=spawner.user, settings=self.settings, log=log)
        return await done(spawner.get_options_form())

    async def options(self, view, fields, query):
        spawner = self.make(view)
        return await done(spawner.options_from_query(fields) if query else spawner.run_options_from_form(fields))

    def find_or_make(self, view):
        if view["run"] not in self.live:
            spawner = self.make(view)
            spawner.load_state(view["state"])
            self.live[view["run"]] = spawner
        return self.live[view["run"]]

    def make(self, view):
        user = ClassUser(view["user"], self.settings)
        name = view["name"]
        suffix = quote(name) + "/" if name else ""
        proto = "https" if self.settings["internal_ssl"] else "http"
        # Columns have their defaults only once they are stored, which this is not.
        server = orm.Server(proto=proto, ip="", port=0, base_url=user.base_url + suffix, cookie_name="")
        public = self.settings["public_url"]
        host = "%s://%s" % urlparse(public)[:2] if public else ""
        return self.classes.found["spawner_class"](
            user=user,
            orm_spawner=orm.Spawner(name=name, state=view["state"], user_options=view["options"], server=server),
            hub=self.hub,
            authenticator=real.get("__authenticator__"),
            log=log,
            config=self.classes.config,
            proxy_spec=server.base_url,
            _deprecated_db_session=self.db,
            oauth_client_id="jupyterhub-user-" + quote(user.name) + ("-" + quote(name) if name else ""),
            cookie_options=self.settings["cookie_options"],
            cookie_host_prefix_enabled=self.settings["cookie_host_prefix_enabled"],
            public_url=host + server.base_url if host else "",
            public_hub_url=host + self.hub.base_url if host else "",
            user_options=view["options"],
            internal_ssl=self.settings["internal_ssl"],
        )


async def follow(spawner, tell):
    """What the class says of a start as it goes on; JupyterHub's own says nothing."""
    try:
        if getattr(type(spawner), "progress", None) is Spawner.progress:
            return
        async for event in spawner.progress():
            tell({key: event[key] for key in ("progress", "message", "html_message") if key in event})
    except asyncio.CancelledError:
        raise
    except Exception as error:
        log.warning("The progress of a start cannot be told: %s: %s", type(error).__name__, error)


def address(url):
    if not url:
        raise ValueError("start() gave no address: it must return a URL, or (ip, port)")
    if not isinstance(url, str):
        host, port = url
        return host or "127.0.0.1", int(port)
    parsed = urlparse(url)
    return parsed.hostname, parsed.port or (443 if parsed.scheme == "https" else 80)


async def done(value):
    return await value if inspect.isawaitable(value) else value
