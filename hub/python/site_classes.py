"""The classes that a configuration names, with the traits that it sets on them, as traitlets hands them out."""

import importlib
import sys

from carme_hub_python.hub_log import log

groups = {"authenticator_class": "jupyterhub.authenticators", "spawner_class": "jupyterhub.spawners"}


class ClassProblem(Exception):
    """For whoever starts the hub: its text is all that they see."""

    status_code = 500

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class SiteClasses:
    def __init__(self, file_config):
        self.file_config = file_config
        self.config = None
        self.found = {}
        self.authenticator = None

    def describe(self, trait, value, overlay, names):
        """The class behind `c.JupyterHub.<trait>` and what it makes of `names`, traits that the hub itself reads.

        `overlay` are the sections of a JSON file and of the command line, which win over the file's.
        """
        base = base_class(trait)
        try:
            cls = find_class(value, groups[trait])
        except Exception as error:
            raise ClassProblem(
                "%s cannot be imported by %s: %s: %s"
                % (value, sys.executable, type(error).__name__, error)
            ) from error
        if cls is None:
            return None
        if not isinstance(cls, type) or not issubclass(cls, base):
            raise ClassProblem("%s is no subclass of %s.%s" % (value, base.__module__, base.__qualname__))
        self.found[trait] = cls
        self.config = traitlets_config(self.file_config, overlay)
        ancestors = [ancestor.__name__ for ancestor in cls.mro() if issubclass(ancestor, base)]
        return {"name": cls.__name__, "ancestors": ancestors, "traits": self.traits(cls, base, ancestors, names)}

    def traits(self, cls, base, ancestors, names):
        """Those that the site set, or for which the class has a value of its own."""
        try:
            thing = self.new_authenticator(cls) if trait_is(base, "Authenticator") else cls(config=self.config)
            plain = base() if trait_is(base, "Authenticator") else None
        except ClassProblem:
            raise
        except Exception as error:
            raise ClassProblem("%s cannot be made: %s: %s" % (cls.__name__, type(error).__name__, error)) from error
        if plain is not None:
            self.authenticator = thing
        known = base.class_traits()
        values = {}
        for name in names:
            if name not in known:
                continue
            is_set = any(name in self.config[section] for section in ancestors if section in self.config)
            try:
                value = getattr(thing, name)
            except Exception as error:
                log.debug("%s.%s has no value yet: %s", cls.__name__, name, error)
                continue
            default = getattr(plain, name, None) if plain is not None else known_default(base, name)
            if is_set or value != default:
                values[name] = value
        return values

    def new_authenticator(self, cls):
        """Some classes look into the database as they are made: the hub's, which may have no tables yet."""
        from carme_hub_python.app import application

        url = self.config["JupyterHub"].get("db_url") or "sqlite:///jupyterhub.sqlite"
        app = application(self.config, {"base_url": "/", "db_url": url})
        return cls(parent=app, _deprecated_db_session=app.db)


def trait_is(base, name):
    return base.__name__ == name


def known_default(base, name):
    trait = base.class_traits().get(name)
    return None if trait is None else trait.default()


def base_class(trait):
    try:
        import jupyterhub

        version = jupyterhub.__version__
    except (ImportError, AttributeError):
        raise ClassProblem(
            "a Python class needs the package jupyterhub in the Python that reads the configuration: "
            "%s -m pip install jupyterhub" % sys.executable
        ) from None
    if int(version.partition(".")[0]) < 5:
        raise ClassProblem(
            "a Python class needs jupyterhub 5 or later in %s, which has %s" % (sys.executable, version)
        )
    if trait == "authenticator_class":
        from jupyterhub.auth import Authenticator

        return Authenticator
    from jupyterhub.spawner import Spawner

    return Spawner


def find_class(value, group):
    """A class itself, an entry point of the group, or `module.Class`; None for a word that is neither."""
    if not isinstance(value, str):
        return value
    for entry in entry_points(group):
        if entry.name.lower() == value.lower():
            return entry.load()
    module, _, name = value.rpartition(".")
    return getattr(importlib.import_module(module), name) if module else None


def entry_points(group):
    from importlib.metadata import entry_points as all_points

    points = all_points()
    return points.select(group=group) if hasattr(points, "select") else points.get(group, [])


def traitlets_config(file_config, overlay):
    from traitlets.config import Config

    config = Config()
    for section, values in file_config.items():
        if isinstance(values, dict):
            for name, value in values.items():
                config[section][name] = own_value(value)
    for section, values in overlay.items():
        for name, value in values.items():
            config[section][name] = value
    return config


def own_value(value):
    """A change to a default (`c.X.y.append(1)`) as traitlets knows it: hub/config/sections.py has the hub's own."""
    from traitlets.config.loader import LazyConfigValue

    if not hasattr(value, "_extend"):
        return value
    lazy = LazyConfigValue()
    lazy._extend = list(value._extend)
    lazy._prepend = list(value._prepend)
    lazy._inserts = list(value._inserts)
    lazy._update = value._update
    return lazy
