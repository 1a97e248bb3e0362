"""Prints the configurable traits of JupyterHub and batchspawner, with their defaults, as JSON."""

import json

import batchspawner
from jupyter_events import EventLogger
from jupyterhub import auth, crypto, httpclient, metrics, proxy, spawner
from jupyterhub.app import JupyterHub
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
from traitlets.config import Application

classes = [
    Application, JupyterHub, auth.Authenticator, auth.LocalAuthenticator, auth.PAMAuthenticator, auth.DummyAuthenticator,
    auth.NullAuthenticator, SharedPasswordAuthenticator, spawner.Spawner, spawner.LocalProcessSpawner,
    spawner.SimpleLocalProcessSpawner, proxy.Proxy, proxy.ConfigurableHTTPProxy, crypto.CryptKeeper,
    metrics.PeriodicMetricsCollector, httpclient.JupyterHubHTTPClient, EventLogger,
]
batch = [batchspawner.BatchSpawnerBase, batchspawner.BatchSpawnerRegexStates, batchspawner.SlurmSpawner]


def default(trait):
    value = trait.default()
    if isinstance(value, (set, tuple)):
        return sorted(value)
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else "?"


def traits(of):
    return {
        f"{cls.__name__}.{name}": default(trait)
        for cls in of
        for name, trait in cls.class_own_traits(config=True).items()
    }


print(json.dumps({"jupyterhub": traits(classes), "batchspawner": traits(batch)}))
