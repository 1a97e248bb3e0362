"""Evaluates a jupyterhub_config.py and hands its values over as JSON; stays, as a host of hooks, where objects are left.

    python3 evaluate.py FILE HOST

FILE is the site's configuration, HOST the path of hub/python/host.py. The first line on standard output is one JSON
object, `{"config": {section: {trait: value}}, "files": [...], "references": n}` or `{"error": {...}}`. Where functions,
classes or other objects are among the values, the process goes on as host.py tells; else it ends.

What the file prints goes to standard error. Only the standard library is used, from Python 3.9 on.
"""

import base64
import datetime
import decimal
import enum
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import sys
import traceback
import types


class Lazy:
    """What `c.Section.trait` is before it is set: keeps changes to the default for the hub, which knows that default."""

    def __init__(self):
        self._extend = []
        self._prepend = []
        self._inserts = []
        self._update = None

    def append(self, item):
        self._extend.append(item)

    def extend(self, items):
        self._extend.extend(items)

    def prepend(self, items):
        self._prepend[:0] = items

    def insert(self, index, item):
        if not isinstance(index, int):
            raise TypeError("An integer is required")
        self._inserts.append((index, item))

    def update(self, other):
        if self._update is None:
            self._update = {} if isinstance(other, dict) else set()
        self._update.update(other)

    def add(self, item):
        self.update({item})

    def over(self, earlier):
        """These changes, made later, on top of `earlier`: another Lazy or a container."""
        if isinstance(earlier, Lazy):
            merged = Lazy()
            merged._extend = earlier._extend + self._extend
            merged._prepend = self._prepend + earlier._prepend
            merged._inserts = earlier._inserts + self._inserts
            merged._update = earlier._update
            if self._update:
                merged._update = type(self._update)()
                merged._update.update(earlier._update or ())
                merged._update.update(self._update)
            return merged
        if isinstance(earlier, list):
            value = list(earlier)
            for index, item in self._inserts:
                value.insert(index, item)
            return self._prepend + value + self._extend
        if isinstance(earlier, (dict, set)):
            value = earlier.copy()
            value.update(self._update or ())
            return value
        return earlier

    def __repr__(self):
        return "<a value that is not set>"


def is_section(key):
    return bool(key) and key[0].upper() == key[0] and not key.startswith("_")


class Config(dict):
    """`c`: reading makes what is not there, a section for a capital letter and a Lazy else."""

    def __contains__(self, key):
        first, dot, rest = key.partition(".") if isinstance(key, str) else (key, "", "")
        if not dot:
            return super().__contains__(key)
        return super().__contains__(first) and rest in self[first]

    has_key = __contains__

    def _has_section(self, key):
        return is_section(key) and key in self

    def __missing__(self, key):
        if not isinstance(key, str) or key.startswith("_"):
            raise KeyError(key)
        made = Config() if is_section(key) else Lazy()
        dict.__setitem__(self, key, made)
        return made

    def __setitem__(self, key, value):
        if is_section(key) and not isinstance(value, Config):
            if not isinstance(value, dict):
                raise ValueError("c.%s is a section: set c.%s.something instead" % (key, key))
            value = as_config(value)
        dict.__setitem__(self, key, value)

    def __getattr__(self, key):
        if key.startswith("__"):
            raise AttributeError(key)
        try:
            return self[key]
        except KeyError:
            raise AttributeError(key) from None

    def __setattr__(self, key, value):
        self[key] = value

    def __delattr__(self, key):
        try:
            del self[key]
        except KeyError:
            raise AttributeError(key) from None

    def merge(self, other):
        for key, value in other.items():
            mine = dict.get(self, key)
            if isinstance(value, Config) and isinstance(mine, Config):
                mine.merge(value)
            elif isinstance(value, Lazy) and dict.__contains__(self, key):
                self[key] = value.over(mine)
            else:
                self[key] = value

    def copy(self):
        return Config(self)


def as_config(values):
    config = Config()
    for key, value in values.items():
        config[key] = value
    return config


class File:
    """One configuration file, which may load others."""

    def __init__(self, path, loaded):
        self.path = path
        self.loaded = loaded
        self.config = Config()

    def run(self):
        self.loaded.append(self.path)
        namespace = {
            "c": self.config,
            "get_config": lambda: self.config,
            "load_subconfig": self.load_subconfig,
            "__file__": self.path,
        }
        with open(self.path, "rb") as source:
            exec(compile(source.read(), self.path, "exec"), namespace, namespace)
        return self.config

    def load_subconfig(self, name, path=None):
        """A file that is not there counts as empty, as in JupyterHub."""
        name = os.path.expandvars(os.path.expanduser(name.strip('"').strip("'")))
        folders = [""] if path is None else [path] if isinstance(path, str) else path
        for folder in folders:
            full = os.path.abspath(os.path.join(os.path.expanduser(folder or ""), name))
            if os.path.isfile(full):
                self.config.merge(File(full, self.loaded).run())
                return


class References:
    """The live objects among the values, by number."""

    def __init__(self):
        self.objects = []

    def add(self, thing):
        for number, known in enumerate(self.objects):
            if known is thing:
                return number
        self.objects.append(thing)
        return len(self.objects) - 1


def describe(thing):
    """kind and name of a live object, for messages and for the lookup of classes."""
    name = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", None) or type(thing).__qualname__
    if isinstance(thing, type):
        module = getattr(thing, "__module__", "") or ""
        return "class", name if module in ("", "builtins", "__main__") else module + "." + name
    if callable(thing):
        return "function", name
    return "object", type(thing).__module__ + "." + type(thing).__qualname__


def encode(value, references, above=()):
    """The value as JSON can hold it; the hub's hub/config/decode.ts is the other half."""
    if value is None or isinstance(value, (bool, str)) and not isinstance(value, enum.Enum):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, enum.Enum):
        return encode(value.value, references, above)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (float, decimal.Decimal)):
        number = float(value)
        finite = number == number and number not in (float("inf"), float("-inf"))
        return number if finite else {"__float__": repr(number)}
    if isinstance(value, (bytes, bytearray)):
        return {"__bytes__": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, Lazy):
        return encode_lazy(value, references, above)
    if isinstance(value, (dict, list, tuple, set, frozenset, types.MappingProxyType)):
        if any(value is outer for outer in above):
            raise ValueError("a value contains itself")
        above = above + (value,)
        if isinstance(value, (dict, types.MappingProxyType)):
            return {encode_key(key): encode(item, references, above) for key, item in value.items()}
        items = sorted(value, key=lambda item: (str(type(item)), str(item))) if isinstance(value, (set, frozenset)) else value
        return [encode(item, references, above) for item in items]
    kind, name = describe(value)
    number = references.add(value)
    return {"__py__": number, "repr": "%s %s" % (kind, name), "kind": kind}


def encode_key(key):
    if isinstance(key, enum.Enum):
        return encode_key(key.value)
    if isinstance(key, bytes):
        return key.decode("utf-8", "replace")
    return str(key)


def encode_lazy(lazy, references, above):
    changes = {}
    if lazy._extend:
        changes["extend"] = encode(lazy._extend, references, above)
    if lazy._prepend:
        changes["prepend"] = encode(lazy._prepend, references, above)
    if lazy._inserts:
        changes["inserts"] = encode(lazy._inserts, references, above)
    if lazy._update:
        changes["update"] = encode(lazy._update, references, above)
    return {"__lazy__": changes}


def explain(error, files):
    """The error with the line of the site's own files that it came from."""
    line = None
    file = None
    if isinstance(error, SyntaxError):
        file, line = error.filename, error.lineno
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in files:
                file, line = frame.filename, frame.lineno
    text = "the file called sys.exit(%s)" % (error.code,) if isinstance(error, SystemExit) else str(error)
    if isinstance(error, SyntaxError):
        text = error.msg
    name = type(error).__name__
    return {
        "message": text if isinstance(error, SystemExit) else "%s: %s" % (name, text) if text else name,
        "file": file,
        "line": line,
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
    }


class StandInException(Exception):
    """For SpawnException("message", reason="short")."""

    def __init__(self, message="", **details):
        super().__init__(message)
        self.status_code = 400
        self.message = message
        self.__dict__.update(details)


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Files import the classes that they name: where the package is not installed, a class of that name is enough."""

    modules = ("batchspawner", "batchspawner.batchspawner", "jupyterhub", "jupyterhub.auth", "jupyterhub.spawner",
               "jupyterhub.proxy", "jupyterhub.authenticators", "jupyterhub.authenticators.shared")

    def find_spec(self, name, path=None, target=None):
        if name not in self.modules:
            return None
        is_package = any(other.startswith(name + ".") for other in self.modules)
        return importlib.machinery.ModuleSpec(name, self, is_package=is_package)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        made = {}

        def find(name):
            if not name[:1].isupper():
                raise AttributeError("module %r has no attribute %r: the package is not installed here" % (module.__name__, name))
            if name not in made:
                base = StandInException if name.endswith("Exception") else object
                made[name] = type(name, (base,), {"__module__": module.__name__})
            return made[name]

        module.__getattr__ = find


def main(path, host_path):
    # The channel must not be disturbed by what the file prints, nor by programs that it runs.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    # The file sees the modules that `python3 file` would see from an installed program, not those beside this one.
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != os.path.dirname(os.path.abspath(__file__))]
    sys.argv[:] = [path]
    sys.dont_write_bytecode = True
    sys.meta_path.append(StandInFinder())
    references = References()
    files = []
    try:
        config = File(os.path.abspath(path), files).run()
        answer = {"config": encode(config, references), "files": files, "references": len(references.objects)}
        line = json.dumps(answer)
    except BaseException as error:
        line = json.dumps({"error": explain(error, files)})
    channel.write(line + "\n")
    channel.flush()
    if not references.objects or line.startswith('{"error"'):
        # Threads that the file may have started must not keep a process that nobody talks to.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    spec = importlib.util.spec_from_file_location("carme_hub_host", host_path)
    host = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(host)
    host.serve(requests, channel, references, encode)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
