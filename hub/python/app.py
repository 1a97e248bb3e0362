"""What stands for the hub in its Python classes: the application, the hub's address, and its database where one asks."""

from types import SimpleNamespace
from urllib.parse import urlparse

from traitlets import Any
from traitlets.config import LoggingConfigurable

from carme_hub_python.hub_log import log


class JupyterHub(LoggingConfigurable):
    """The parent of an authenticator. It has JupyterHub's name, since traitlets looks for settings under it."""

    hub = Any()
    db = Any()

    def _load_config(self, cfg, section_names=None, traits=None):
        """Its own settings are the hub's to read, and to warn about."""

    def __getattr__(self, name):
        """The traits of `c.JupyterHub`, as far as the site set them."""
        settings = self.__dict__.get("settings", {})
        if name in settings:
            return settings[name]
        raise AttributeError("the hub's application has no attribute %r for Python classes" % name)


def application(config, settings=None):
    """`settings` are traits of `c.JupyterHub` by their bare names, and api_url, the address that servers know."""
    settings = settings or {"base_url": "/"}
    app = JupyterHub(config=config, log=log)
    app.__dict__["settings"] = settings
    app.hub = hub_of(settings)
    app.db = Database(settings.get("db_url", ""))
    return app


def hub_of(settings):
    base_url = settings["base_url"].rstrip("/") + "/hub/"
    api_url = settings.get("api_url", "")
    parsed = urlparse(api_url)
    server = SimpleNamespace(base_url=base_url, cookie_name="jupyterhub-hub-login", ip=parsed.hostname, port=parsed.port)
    return SimpleNamespace(
        base_url=base_url,
        api_url=api_url,
        server=server,
        cookie_name="jupyterhub-hub-login",
        public_host=settings.get("public_host", ""),
        url="%s://%s%s" % (parsed.scheme, parsed.netloc, base_url),
        host="%s://%s" % (parsed.scheme, parsed.netloc),
        routespec=base_url,
    )


class Database:
    """A session of the hub's own database, opened when a class first asks something of it: few do."""

    def __init__(self, url):
        self._url = url
        self._session = None
        self.dirty = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if self._session is None:
            from sqlalchemy import create_engine
            from sqlalchemy.orm import sessionmaker

            url = self._url
            if url and "://" not in url:
                url = "sqlite:///" + url

            self._session = sessionmaker(bind=create_engine(url))()
        return getattr(self._session, name)
