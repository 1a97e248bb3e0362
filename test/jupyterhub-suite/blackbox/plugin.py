"""The pytest plugin: fixtures of JupyterHub's tests that drive the hub under test, and a line of JSON for each test."""

import asyncio
import functools
import json
import os
import sys
from pathlib import Path

import jupyterhub.services.service
import jupyterhub.user
import requests
from jupyterhub import metrics
from jupyterhub.roles import mock_roles
from jupyterhub.tests import conftest, mocking
from jupyterhub.tests import utils as test_utils
from jupyterhub.tests.conftest import *  # noqa: F403  all fixtures that are not replaced below
from jupyterhub.utils import random_port
from pytest import fixture
from traitlets.config import Config

from . import cleaning, processes
from .hub_process import LONGEST
from .mirror_hub import MirrorHub
from .mirror_objects import MirrorProxy, MirrorSpawner, MirrorUser, hub, service_process

LONGEST_TEST = 90


def running():
    return mocking.MockHub.initialized() and getattr(hub(), "launched", False)


def pytest_configure(config):
    processes.adopt_orphans(lambda: hub().own_pids() if mocking.MockHub.initialized() else ())
    jupyterhub.user.User = MirrorUser
    jupyterhub.services.service.Service.proc = property(service_process, lambda self, value: None)
    metrics.TOTAL_USERS.collect = lambda: hub().total_users()
    ask = requests.Session.request
    requests.Session.request = lambda self, *a, **kw: ask(self, *a, **{"timeout": LONGEST, **kw})
    mirror_requests(test_utils.async_requests.executor)


def mirror_requests(executor):
    """All requests of tests pass here: the hub is brought in line before, the mirror after."""
    submit = executor.submit

    def mirrored(*args, **kwargs):
        if not running():
            return submit(*args, **kwargs)
        app = hub()
        app.sync()
        app.requests += 1
        future = submit(*args, **kwargs)

        async def finish():
            try:
                return await future
            finally:
                if running() and hub() is app:
                    app.refresh()

        return asyncio.ensure_future(finish())

    executor.submit = mirrored


def pytest_collection_modifyitems(config, items):
    """The tests in the file CARME_SUITE_IDS, each with an end."""
    for item in items:
        if asyncio.iscoroutinefunction(item.obj):
            item.obj = limited(item.obj, "app" in item.fixturenames)
    if chosen := os.environ.get("CARME_SUITE_IDS"):
        ids = set(Path(chosen).read_text().splitlines())
        config.hook.pytest_deselected(items=[i for i in items if i.nodeid not in ids])
        items[:] = [i for i in items if i.nodeid in ids]


def limited(test, uses_hub):
    @functools.wraps(test)
    async def run(*args, **kwargs):
        if uses_hub:
            hub().sync()  # what its fixtures changed
        return await asyncio.wait_for(test(*args, **kwargs), LONGEST_TEST)

    return run


results = {}


def pytest_runtest_logreport(report):
    """`{id, outcome, why, seconds, asked}` a line, in the file CARME_SUITE_RESULTS; `asked` is how often the hub was."""
    result = results.setdefault(report.nodeid, {"id": report.nodeid, "outcome": "passed", "why": "", "seconds": 0})
    result["seconds"] = round(result["seconds"] + report.duration, 2)
    if report.outcome != "passed" and result["outcome"] != "failed":
        result["outcome"] = report.outcome
        crash = getattr(report.longrepr, "reprcrash", None) or report.longrepr
        result["why"] = f"{report.when}: {crash}"[:600]
    if report.when == "teardown":
        result["asked"] = dict(report.user_properties).get("asked", 0)
        with open(os.environ["CARME_SUITE_RESULTS"], "a") as file:
            print(json.dumps(result), file=file)


@fixture(scope="module")
async def app(request, tmp_path_factory):
    name = request.node.path.stem
    config = Config()
    config.JupyterHub.authenticator_class = "dummy"
    config.JupyterHub.proxy_class = MirrorProxy
    config.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{random_port()}"
    config.ConfigurableHTTPProxy.auth_token = os.urandom(16).hex()
    config.ConfigurableHTTPProxy.should_start = False
    config.Authenticator.admin_users = {"admin"}
    app = MirrorHub.instance(config=config, spawner_class=MirrorSpawner)
    try:
        await app.launch(tmp_path_factory.mktemp(f"hub-{name}"), hub_starts_proxy=name == "test_proxy")
        if name == "test_metrics":  # users of the mirror are counted at the next start
            app.restart()
        yield app
    finally:
        print(f"{name}: {app.tested.starts} starts of the hub", file=sys.stderr)
        app.shutdown()


@fixture(autouse=True)
async def cleanup_after(request):
    MirrorHub.test = request.node.originalname
    yield
    if running():
        request.node.user_properties.append(("asked", hub().requests))
        cleaning.clean(hub())


def mocked_service(app, name, **more):
    app.services = [{"name": name, "command": conftest.mockservice_cmd, "admin": True, **more}]
    app.init_services()
    mock_roles(app, name, "services")
    app.sync()
    return app._service_map[name]


@fixture
async def mockservice(app, service_name):
    return mocked_service(app, service_name)


@fixture
async def mockservice_external(app, service_name):
    return mocked_service(app, service_name, oauth_redirect_uri=f"http://127.0.0.1:{random_port()}")


@fixture
async def mockservice_url(app, service_name):
    return mocked_service(app, service_name, url=f"http://127.0.0.1:{random_port()}")
