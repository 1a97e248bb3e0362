"""What the functions of a site's configuration find: the spawner, the user, the request, as far as they read and write them."""

import copy

from carme_hub_python.hub_log import log

unencodable = object()
# By the mark of its stand-in, what is there itself: the site's authenticator where its class is Python.
real = {}


class Group:
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name

    def __repr__(self):
        return "<Group %s>" % self.name

    def __eq__(self, other):
        return self.name == getattr(other, "name", other)

    def __hash__(self):
        return hash(self.name)


class User:
    """The user as hooks know it; what the hub did not send is not there."""

    def __init__(self, view):
        self.name = view.get("name", "")
        self.admin = view.get("admin", False)
        self.id = view.get("id")
        self.groups = [Group(name) for name in view.get("groups", [])]
        self.roles = [Group(name) for name in view.get("roles", [])]
        self.url = view.get("url", "")
        self._auth_state = view.get("auth_state")

    @property
    def escaped_name(self):
        from urllib.parse import quote

        return quote(self.name, safe="@~")

    async def get_auth_state(self):
        return copy.deepcopy(self._auth_state)

    def __repr__(self):
        return "<User %s>" % self.name


class Request:
    def __init__(self, view):
        self.remote_ip = view.get("remote_ip", "")
        self.uri = view.get("uri", "/")
        self.path = self.uri.split("?")[0]
        self.method = view.get("method", "GET")
        self.headers = dict(view.get("headers", {}))
        self.host = self.headers.get("Host", "")
        self.arguments = {key: [str(item).encode() for item in items] for key, items in view.get("arguments", {}).items()}
        self.query = self.uri.partition("?")[2]


class Handler:
    """The request handler as hooks know it, for reading."""

    def __init__(self, view):
        self.request = Request(view.get("request", {}))
        user = view.get("user")
        self.current_user = User(user) if user else None
        self.log = log

    def get_argument(self, name, default=None, strip=True):
        values = self.request.arguments.get(name)
        return values[-1].decode() if values else default

    def get_arguments(self, name, strip=True):
        return [value.decode() for value in self.request.arguments.get(name, [])]


class Authenticator:
    def __init__(self, view):
        self.__dict__.update(view.get("traits", {}))
        self.log = log


class Spawner:
    """The spawner as hooks know it: every trait of the site's spawner can be read, and changed for this one start."""

    _fixed = ("user", "name", "log", "orm_spawner", "authenticator", "handler")

    def __init__(self, view):
        self.user = User(view.get("user", {}))
        self.name = view.get("name", "")
        self.log = log
        self.orm_spawner = None
        self.handler = None
        self.__dict__.update(copy.deepcopy(view.get("traits", {})))
        self.__dict__.setdefault("user_options", {})
        self.__dict__.setdefault("environment", {})

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            "the spawner has no attribute %r here; a hook sees user, name, user_options, log and the traits of c.Spawner "
            "and of the spawner class" % name
        )

    def template_namespace(self):
        return {"username": self.user.name, "user": self.user.name}

    def format_string(self, text):
        return text.format(**self.template_namespace())

    def get_state(self):
        return copy.deepcopy(self.__dict__.get("state", {}))

    def get_env(self):
        return dict(self.environment)

    def snapshot(self, encode):
        """The attributes as JSON; an object that JSON cannot hold is left out."""
        names = [name for name in self.__dict__ if name not in self._fixed and not name.startswith("_")]
        encoded = {name: encode(self.__dict__[name]) for name in names}
        return {name: value for name, value in encoded.items() if value is not unencodable}


stand_ins = {"__spawner__": Spawner, "__user__": User, "__handler__": Handler, "__authenticator__": Authenticator, "__request__": Request}
