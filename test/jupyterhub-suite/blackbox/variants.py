"""The spawner classes of JupyterHub's tests as settings of the simple spawner, and what single tests need besides."""

import os
import sys
from pathlib import Path

from jupyterhub.tests import mocking

PYTHON = sys.executable
SERVER = [PYTHON, str(Path(__file__).with_name("server.py"))]


class NotBlackBox(Exception):
    """The test needs something that can be had only inside the hub's own process."""


def form(spawner_class):
    """The method of a class that the hub under test does not have, looked up when it is called: the import is slow."""
    name = spawner_class.__name__

    def options_from_form(data):
        from jupyterhub.tests import mocking

        return getattr(mocking, name).options_from_form(None, data)

    return {
        "Spawner.options_form": spawner_class.options_form,
        "Spawner.apply_user_options": {},
        "Spawner.options_from_form": options_from_form,
    }


VARIANTS = {
    "MirrorSpawner": dict,
    "MockSpawner": dict,
    "SlowSpawner": lambda: {"Spawner.cmd": [*SERVER, "--start=3", "--stop=3"]},
    "NeverSpawner": lambda: {
        "Spawner.cmd": [*SERVER, "--silent"],
        "Spawner.http_timeout": 1,
        "Spawner.start_timeout": 1,
    },
    "BadSpawner": lambda: {"Spawner.cmd": ["/nonexistent/server"]},
    "SlowBadSpawner": lambda: {"Spawner.cmd": [*SERVER, "--fail=0.5"], "Spawner.http_timeout": 1},
    "InstrumentedSpawner": lambda: {
        "Spawner.cmd": [PYTHON, "-m", "jupyterhub.singleuser"],
        "Spawner.args": ["--allow-root"],
        "Spawner.default_url": "/tree",
        "Spawner.environment": {
            "JUPYTERHUB_SINGLEUSER_TEST_EXTENSION": "1",
            **{name: os.environ[name] for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH") if name in os.environ},
        },
    },
    "FormSpawner": lambda: form(mocking.FormSpawner),
}

TESTS = {
    # A scope that the test defines after it wrote what the restart would undo.
    "test_oauth_service_roles": {
        "JupyterHub.custom_scopes": {
            "custom:jupyter_server:read:*": {"description": "read-only access to jupyter server"}
        }
    },
    # The mirror starts servers over the REST API, which asks whether named ones are allowed.
    "test_singleuser_auth": {"JupyterHub.allow_named_servers": True},
    # What MockHub's authenticator refuses, in the words of the dummy one.
    "test_login_fail": {"DummyAuthenticator.password": "right"},
    "test_add_user_bad": {"Authenticator.username_pattern": "(?!dne).*"},
}
