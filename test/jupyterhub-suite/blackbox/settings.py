"""What a test changed on the mirror, as settings of the hub under test."""

from contextlib import suppress

from jupyterhub import crypto, scopes
from jupyterhub.tests import mocking
from traitlets import TraitError

from .variants import TESTS, VARIANTS, NotBlackBox

HUB_TRAITS = set(mocking.MockHub.class_trait_names(config=True))
# What the mirror changes by itself, or the hub gets from elsewhere.
OWN = {"tornado_settings", "template_paths", "config_file", "db_url", "db_kwargs", "pid_file", "log_level"}
NOT_SETTINGS = {"users", "services", "config"}


def copied(value):
    """A copy of plain data; anything else stays itself, to be compared by identity."""
    if isinstance(value, dict):
        return {k: copied(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        kind = type(value) if type(value) in (list, tuple, set) else list
        return kind(copied(v) for v in value)
    return value


def traits(thing):
    values = {}
    for name in thing.trait_names(config=True):
        if name not in OWN:
            with suppress(TraitError):  # a deprecated alias without a value
                values[name] = copied(getattr(thing, name))
    return values


def snapshot(hub):
    return {
        "JupyterHub": traits(hub),
        "Authenticator": traits(hub.authenticator),
        "Proxy": {"extra_routes": copied(hub.proxy.extra_routes)},
        "Spawner": {k: copied(v) for k, v in hub.config.Spawner.items()},
        "tornado": {k: copied(v) for k, v in hub.tornado_settings.items() if k not in NOT_SETTINGS},
        "pkce": hub.oauth_provider._validator.require_pkce,
        "keys": copied(crypto.CryptKeeper.instance().keys),
        "scopes": {k: copied(v) for k, v in scopes.scope_definitions.items() if k.startswith("custom:")},
    }


def wanted(hub, base, before, test):
    """The settings that the hub under test has to have now."""
    now = snapshot(hub)
    settings = {**base, **TESTS.get(test, {})}
    for section in ("JupyterHub", "Authenticator", "Proxy", "Spawner"):
        settings.update((f"{section}.{k}", v) for k, v in changed(before, now, section))
    if pattern := settings.get("Authenticator.username_pattern"):  # no hub starts with users of invalid names
        settings["Authenticator.username_pattern"] = f"(?:{pattern}|admin|user)"
    display_services(hub, settings)
    add_tornado(settings, changed(before, now, "tornado"))
    if now["pkce"] != before["pkce"]:
        settings["JupyterHub.oauth_require_pkce"] = now["pkce"]
    if now["keys"] != before["keys"]:
        settings["CryptKeeper.keys"] = [key.hex() for key in now["keys"]]
    if now["scopes"]:
        settings["JupyterHub.custom_scopes"] = now["scopes"]
    for user in dict.values(hub.users):
        for spawner in dict.values(user.spawners):
            add_spawner(settings, spawner)
    return settings


def changed(before, now, part):
    return [(k, v) for k, v in now[part].items() if k not in before[part] or before[part][k] != v]


def display_services(hub, settings):
    hidden = {s.name for s in hub._service_map.values() if not s.display}
    if hidden and "JupyterHub.services" in settings:
        services = settings["JupyterHub.services"]
        settings["JupyterHub.services"] = [{**s, "display": s["name"] not in hidden} for s in services]


def add_tornado(settings, changes):
    """Tests change the hub's traits in tornado's settings, where they were copied to at its start."""
    rest = {}
    for key, value in changes:
        if key == "spawner_class":
            if value.__name__ not in VARIANTS:
                raise NotBlackBox(f"the spawner class {value.__name__}")
            for name, v in VARIANTS[value.__name__]().items():
                both = isinstance(v, dict) and isinstance(settings.get(name), dict)
                settings[name] = {**settings[name], **v} if both else v
        elif key == "authenticator":
            settings["Authenticator.auto_login"] = value.auto_login
        elif key == "allow_invalid_named_server_start":
            settings["JupyterHub.allow_existing_invalid_named_servers"] = "allow-start" if value else "allow-delete"
        elif key == "oauth_no_confirm_list":
            services = settings.get("JupyterHub.services", ())
            settings["JupyterHub.services"] = [
                {**s, "oauth_no_confirm": f"service-{s['name']}" in value} for s in services
            ]
        elif key in HUB_TRAITS:
            off = key == "token_expires_in_max_seconds" and value is None
            settings[f"JupyterHub.{key}"] = 0 if off else value
        else:
            rest[key] = value
    if rest:
        settings["JupyterHub.tornado_settings"] = rest


def add_spawner(settings, spawner):
    if spawner.home_dir != spawner.first_home:
        settings["SimpleLocalProcessSpawner.home_dir_template"] = spawner.home_dir
    for trait, before in spawner.first_traits.items():
        value = copied(getattr(spawner, trait))
        if value == before:
            continue
        name = f"Spawner.{trait}"
        settings[name] = {**settings.get(name, {}), **value} if isinstance(value, dict) else value
        if trait == "cmd" and any("singleuser" in word for word in value):
            settings["Spawner.args"] = ["--allow-root"]
