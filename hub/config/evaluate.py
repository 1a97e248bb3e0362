"""Evaluates a jupyterhub_config.py and hands its values over as JSON; stays, as a host of hooks, where objects are left.

    python3 evaluate.py FILE HOST [MODULE ...]

FILE is the site's configuration (empty: none), HOST the path of hub/python/host.py; a MODULE need not be installed, see
StandInFinder.
The first line on standard output is one JSON object, `{"config": {section: {trait: value}}, "files": [...],
"places": {"Section.trait": [file, line]}, "references": n}` or `{"error": {...}}`. Where functions, classes or other
objects are among the values, the process goes on as host.py tells; it ends with its input.

What the file prints goes to standard error. Only the standard library is used, from Python 3.9 on.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import itertools
import json
import os
import signal
import sys
import traceback


def load(name, path):
    """A module of ours, under a name that no module of the site has."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("carme_hub_" + name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


here = os.path.dirname(os.path.abspath(__file__))
sections = load("sections", os.path.join(here, "sections.py"))
encoder = load("encode", os.path.join(here, "encode.py"))
event_handlers = load("event_handlers", os.path.join(here, "event_handlers.py"))
log_handlers = load("log_handlers", os.path.join(here, "log_handlers.py"))
server_python = load("server_python", os.path.join(here, "server_python.py"))


class File:
    """One configuration file, which may load others."""

    def __init__(self, path, places):
        self.path = path
        self.places = places
        self.config = sections.Config()._at(places)

    def run(self):
        self.places.files.append(self.path)
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
                self.config.merge(File(full, self.places).run())
                return


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
        "missing": error.name if isinstance(error, ModuleNotFoundError) else None,
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
    """Files import the classes that they name: where the package is not installed, a class of that name is enough.

    `others` are further packages, with all their submodules: for who wants to know what a file sets, not to start a hub.
    """

    modules = ("batchspawner", "batchspawner.batchspawner", "jupyterhub", "jupyterhub.auth", "jupyterhub.spawner",
               "jupyterhub.proxy", "jupyterhub.authenticators", "jupyterhub.authenticators.shared")

    def __init__(self, others):
        self.others = others

    def find_spec(self, name, path=None, target=None):
        other = name.partition(".")[0] in self.others
        if name not in self.modules and not other:
            return None
        is_package = other or any(known.startswith(name + ".") for known in self.modules)
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

        module.__getattr__ = find if module.__name__ in self.modules else lambda name: stand_in(module, name)


def stand_in(module, name):
    """Anything of a package that nobody needs to run: a class to inherit from, or a function that gives None."""
    if name.startswith("__"):
        raise AttributeError(name)
    if name[:1].isupper():
        thing = type(name, (object,), {"__module__": module.__name__, "__init__": lambda self, *args, **kwargs: None})
    else:
        thing = lambda *args, **kwargs: None
    setattr(module, name, thing)
    return thing


def other_python(config, references, error):
    """Where the file has functions, or lacks a module, and this Python has no JupyterHub: the one of people's servers."""
    if "CARME_HUB_PYTHON" in os.environ or not (references.objects or isinstance(error, ModuleNotFoundError)):
        return None
    finders = [finder for finder in sys.meta_path if not isinstance(finder, StandInFinder)]
    if any(finder.find_spec("jupyterhub", None) for finder in finders):
        return None
    return server_python.find(config)


def begin_again(python, argv, channel, requests):
    print("python3 has no JupyterHub: %s is read by %s, the Python of c.Spawner.cmd" % (argv[0], python), file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(requests.fileno(), 0)
    os.dup2(channel.fileno(), 1)
    # As if it had been named, so that it does not look for another one.
    os.environ["CARME_HUB_PYTHON"] = python
    os.execv(python, [python, "-u", os.path.abspath(__file__), *argv])


def main(path, host_path, *stand_ins):
    # The channel must not be disturbed by what the file prints, nor by programs that it runs.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    # The file sees the modules that `python3 file` would see from an installed program, not those beside this one.
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    sys.argv[:] = [path]
    sys.meta_path.append(StandInFinder(stand_ins))
    references = encoder.References()
    files = []
    places = sections.Places(files)
    file = File(os.path.abspath(path), places)
    config = file.config
    failed = None
    try:
        if path:
            file.run()
        event_handlers.replace(config)
        log_handlers.replace(config)
        answer = {"config": encoder.encode(config, references), "files": files, "places": places.of,
                  "references": len(references.objects)}
        line = json.dumps(answer)
    except BaseException as error:
        failed = error
        line = json.dumps({"error": explain(error, files)})
    python = other_python(config, references, failed)
    if python is not None:
        begin_again(python, [path, host_path, *stand_ins], channel, requests)
    # Ctrl-C and a stop of the service reach this process too; the hub still needs its hooks while it stops.
    # Handlers, not SIG_IGN: programs that a spawner class starts would inherit that, and could not be interrupted.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: None)
    channel.write(line + "\n")
    channel.flush()
    # Most sites have nothing to be called later: the host is loaded when somebody does.
    first = "" if line.startswith('{"error"') else requests.readline()
    if not first:
        # Threads that the file may have started must not keep a process that nobody talks to.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    load("host", host_path).serve(itertools.chain([first], requests), channel, references, encoder.encode, config)


if __name__ == "__main__":
    main(*sys.argv[1:])
