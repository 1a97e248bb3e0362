"""MockHub as a mirror of the hub under test."""

import os
import subprocess
import time
from contextlib import suppress
from unittest import mock
from urllib.parse import urlsplit

import requests
from jupyterhub import orm
from jupyterhub.roles import get_default_roles
from jupyterhub.tests import mocking
from prometheus_client.parser import text_string_to_metric_families
from traitlets import default

from . import processes, settings
from .hub_process import LONGEST, HubProcess
from .mirror_objects import MirrorUsers
from .variants import SERVER


class MirrorHub(mocking.MockHub):
    test_clean_db = False
    test = ""  # the name of the running test
    requests = 0  # that it made so far
    launched = False
    runtime_services = frozenset()

    async def launch(self, folder, hub_starts_proxy):
        self.folder, self.gate, self.tested = folder, folder / "gate", HubProcess(folder)
        self.gate.mkdir()
        database = f"sqlite:///{folder / 'jupyterhub.sqlite'}"
        self.base = self.base_settings(database, hub_starts_proxy)
        self.proxy_process = None if hub_starts_proxy else self.start_proxy()
        if hub_starts_proxy:  # its tests change routes behind the hub's back
            self._periodic_callbacks["last_activity"] = mock.Mock()
        hub_url = f"http://127.0.0.1:{self.hub_port}/@/space%20word/hub/"
        self.urls = (hub_url + "api/", self.bind_url + "hub/api/")
        self.tested.start(self.base, *self.urls)  # which makes the database
        os.environ["JUPYTERHUB_TEST_DB_URL"] = database
        await self.initialize([])
        os.environ.pop("JUPYTERHUB_TEST_DB_URL")
        self.token = orm.User.find(self.db, "admin").new_api_token(note="of the mirror")
        self.db.commit()
        self.before = settings.snapshot(self)
        self.launched = True

    def base_settings(self, database, hub_starts_proxy):
        proxy = self.config.ConfigurableHTTPProxy
        return {
            "JupyterHub.db_url": database,
            "JupyterHub.bind_url": self.bind_url,
            "JupyterHub.hub_ip": "127.0.0.1",
            "JupyterHub.hub_port": self.hub_port,
            "JupyterHub.cookie_secret_file": str(self.folder / "cookie_secret"),
            "JupyterHub.pid_file": str(self.folder / "hub.pid"),
            "JupyterHub.authenticator_class": "dummy",
            "JupyterHub.spawner_class": "simple",
            "JupyterHub.cleanup_servers": False,
            "JupyterHub.last_activity_interval": 300 if hub_starts_proxy else self.last_activity_interval,
            "Authenticator.admin_users": {"admin"},
            "Authenticator.allow_all": True,
            "ConfigurableHTTPProxy.api_url": proxy.api_url,
            "ConfigurableHTTPProxy.auth_token": proxy.auth_token,
            "ConfigurableHTTPProxy.should_start": hub_starts_proxy,
            "ConfigurableHTTPProxy.pid_file": str(self.folder / "proxy.pid"),
            "Spawner.cmd": SERVER,
            "Spawner.environment": {"CARME_SUITE_GATE": str(self.gate)},
        }

    def start_proxy(self):
        """Beside the hub, so that it need not be started again with it."""
        proxy = self.config.ConfigurableHTTPProxy
        public, api = urlsplit(self.bind_url), urlsplit(proxy.api_url)
        command = ["configurable-http-proxy", "--ip", public.hostname, "--port", str(public.port)]
        command += ["--api-ip", api.hostname, "--api-port", str(api.port)]
        command += ["--error-target", f"http://127.0.0.1:{self.hub_port}/@/space%20word/hub/error"]
        with (self.folder / "proxy.log").open("a") as log:
            env = dict(os.environ, CONFIGPROXY_AUTH_TOKEN=proxy.auth_token)
            return subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    @default("users")
    def _users_default(self):
        return MirrorUsers(lambda: self.db, self.tornado_settings)

    # ---- to the hub under test, before it is asked

    def sync(self):
        """Commits what the test wrote; starts the hub anew where a setting differs."""
        self.db.commit()
        wanted = settings.wanted(self, self.base, self.before, self.test)
        if wanted != self.tested.settings or self.tested.ended():
            self.restart(wanted)

    def restart(self, wanted=None):
        wanted = wanted or self.tested.settings or self.base
        self.db.commit()
        self.tested.start(with_roles(self.db, wanted), *self.urls)
        self.tested.settings = wanted
        for service in wanted.get("JupyterHub.services", ()):
            if "url" in service:
                self.await_service(service)
        self.refresh()

    def await_service(self, service):
        """A starting hub answers before its services do."""
        proxy = self.config.ConfigurableHTTPProxy
        headers = {"Authorization": f"token {proxy.auth_token}"}
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            with suppress(requests.RequestException):
                routes = requests.get(proxy.api_url + "/api/routes", headers=headers).json()
                if any(route.rstrip("/").endswith("/services/" + service["name"]) for route in routes):
                    if "command" in service:
                        requests.get(service["url"])
                    return
            time.sleep(0.05)

    # ---- from it, after it answered

    def refresh(self):
        if self.db.dirty or self.db.new or self.db.deleted:
            self.db.commit()
        self.db.expire_all()
        made = {s.name: s for s in self.db.query(orm.Service).filter_by(from_config=False)}
        for name in self.runtime_services - made.keys():
            self._service_map.pop(name, None)
        for name in made.keys() - self._service_map.keys():
            self.service_from_orm(made[name])
        self.runtime_services = set(made)

    def rest(self, method, path, **kwargs):
        """The mirror's own requests: straight to the hub, as admin."""
        headers = {"Authorization": f"token {self.token}"}
        return requests.request(method, self.urls[0] + path, headers=headers, timeout=LONGEST, **kwargs)

    def total_users(self):
        text = self.rest("GET", "../metrics").text
        return [f for f in text_string_to_metric_families(text) if f.name == "jupyterhub_total_users"]

    def own_pids(self):
        tested = getattr(self, "tested", None)
        return [p.pid for p in (getattr(self, "proxy_process", None), tested and tested.process) if p]

    def shutdown(self):
        type(self).clear_instance()
        self.tested.stop()
        processes.end_descendants()
        if self.launched:
            self.db.close()


def with_roles(db, wanted):
    """A starting hub deletes roles that its settings do not have, and members that they do not name."""
    listed = {r["name"] for r in (*get_default_roles(), *wanted.get("JupyterHub.load_roles", ()))}
    services = {s["name"] for s in wanted.get("JupyterHub.services", ())}
    services.update(wanted.get("JupyterHub.service_tokens", {}).values())
    made = [
        {
            "name": role.name,
            "description": role.description or "",
            "scopes": list(role.scopes or []),
            "users": [u.name for u in role.users],
            "groups": [g.name for g in role.groups],
            "services": [s.name for s in role.services if s.name in services or not s.from_config],
        }
        for role in db.query(orm.Role)
        if role.name not in listed and not role.managed_by_auth
    ]
    return {**wanted, "JupyterHub.load_roles": [*wanted.get("JupyterHub.load_roles", ()), *made]} if made else wanted
