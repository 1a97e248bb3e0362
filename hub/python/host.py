"""Calls the functions of the site's configuration for the hub: JSON lines in, JSON lines out.

In:  {"id": 1, "ref": 0, "args": [...], "kwargs": {...}}   with {"__spawner__": {...}} and the like for stand-ins
Out: {"id": 1, "result": ..., "changes": {...}} or {"id": 1, "error": {...}}, and {"log": {"level", "message"}} at any time

A stand-in has the attributes that hooks read and write. What a hook changed on the spawner comes back as `changes`.
Functions run one at a time, as in JupyterHub; async ones run beside each other.
"""

import asyncio
import base64
import copy
import inspect
import json
import logging
import os
import re
import signal
import threading
import traceback


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


class LogHandler(logging.Handler):
    def __init__(self, send):
        super().__init__()
        self.send = send

    def emit(self, record):
        message = record.getMessage()
        if record.exc_info:
            message += "\n" + "".join(traceback.format_exception(*record.exc_info))
        self.send({"log": {"level": record.levelname, "message": message}})


log = logging.getLogger("JupyterHub")
unencodable = object()
stand_ins = {"__spawner__": Spawner, "__user__": User, "__handler__": Handler, "__authenticator__": Authenticator, "__request__": Request}


def serve(requests, channel, references, encode_with):
    lock = threading.Lock()

    def send(message):
        with lock:
            channel.write(json.dumps(message) + "\n")
            channel.flush()

    def encode(value):
        """Functions in a value become references for good; any other object would pile up with each call."""
        known = len(references.objects)
        encoded = encode_with(value, references)
        if all(callable(thing) for thing in references.objects[known:]):
            return encoded
        del references.objects[known:]
        return unencodable

    # Ctrl-C and a stop of the service reach this process too; the hub still needs its hooks while it stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    root = logging.getLogger()
    root.addHandler(LogHandler(send))
    log.setLevel(logging.DEBUG)
    asyncio.run(answer_all(requests, send, references, encode))
    os._exit(0)


async def answer_all(requests, send, references, encode):
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()

    def read():
        for line in requests:
            loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    running = set()
    while True:
        line = await queue.get()
        if line is None:
            return
        task = asyncio.ensure_future(answer(json.loads(line), send, references, encode))
        running.add(task)
        task.add_done_callback(running.discard)


async def answer(request, send, references, encode):
    made = []
    try:
        function = references.objects[request["ref"]]
        args = [decode(arg, references, made) for arg in request.get("args", [])]
        kwargs = {key: decode(arg, references, made) for key, arg in request.get("kwargs", {}).items()}
        before = made[0].snapshot(encode) if made else {}
        result = function(*args, **accepted(function, kwargs))
        if inspect.isawaitable(result):
            result = await result
        after = made[0].snapshot(encode) if made else {}
        changes = {name: value for name, value in after.items() if name not in before or before[name] != value}
        result = encode(result)
        send({"id": request["id"], "result": None if result is unencodable else result, "changes": changes})
    except asyncio.CancelledError:
        raise
    except BaseException as error:
        send({"id": request["id"], "error": explain(error)})


def accepted(function, kwargs):
    """Keyword arguments that the function has a parameter for: some hooks take the spawner, older ones do not."""
    if not kwargs:
        return kwargs
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}
    return {name: value for name, value in kwargs.items() if name in parameters}


def decode(value, references, made):
    if isinstance(value, list):
        return [decode(item, references, made) for item in value]
    if not isinstance(value, dict):
        return value
    if "__py__" in value:
        return references.objects[value["__py__"]]
    if "__bytes__" in value:
        return base64.b64decode(value["__bytes__"])
    if "__dict__" in value:
        return {key: decode(item, references, made) for key, item in value["__dict__"]}
    for key, stand_in in stand_ins.items():
        if key in value and len(value) == 1:
            thing = stand_in(decode(value[key], references, made))
            if stand_in is Spawner:
                made.append(thing)
            return thing
    return {key: decode(item, references, made) for key, item in value.items()}


def explain(error):
    """The error in words for the user where it was made for users (tornado's HTTPError and its kin), and for the log."""
    status = getattr(error, "status_code", None)
    status = status if isinstance(status, int) else None
    message = getattr(error, "jupyterhub_message", None)
    if message is None and status is not None:
        message = getattr(error, "message", None) or getattr(error, "log_message", None)
        if message and getattr(error, "args", None) and not hasattr(error, "message"):
            try:
                message = message % error.args
            except (TypeError, ValueError):
                pass
    html = getattr(error, "message_html", None) or getattr(error, "jupyterhub_html_message", None)
    return {
        "type": type(error).__name__,
        "message": str(message or re.sub(r"\s+", " ", str(error)).strip() or type(error).__name__),
        "status": status,
        "reason": getattr(error, "reason", None) if isinstance(getattr(error, "reason", None), str) else None,
        "html": html if isinstance(html, str) else None,
        "forUsers": status is not None or hasattr(error, "jupyterhub_message"),
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
    }
