"""The hub under test: a configuration file, and the process that CARME_SUITE_HUB (a JSON list) starts with it."""

import json
import os
import subprocess
import time
from contextlib import suppress

import cloudpickle
import requests

from . import processes

COMMAND = json.loads(os.environ["CARME_SUITE_HUB"])
LONGEST = 60


class HubProcess:
    def __init__(self, folder):
        self.folder, self.process, self.settings, self.starts = folder, None, None, 0

    def start(self, settings, *urls):
        """Starts it anew, and waits until all `urls` answer."""
        self.stop()
        self.starts += 1
        path = write(self.folder, settings)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "CARME_SUITE"))}
        with (self.folder / "hub.log").open("a") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "-f", str(path)],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.settings = settings
        deadline = time.monotonic() + LONGEST
        for url in urls:
            while not answers(url):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    self.settings = None
                    raise RuntimeError(f"the hub did not start with {path}\n{self.log()}")
                time.sleep(0.02)

    def ended(self):
        return self.process is not None and self.process.poll() is not None

    def stop(self):
        if self.process is not None:
            processes.end(self.process)
            self.process = None

    def log(self):
        return (self.folder / "hub.log").read_text(errors="replace")[-4000:]


def answers(url):
    with suppress(requests.RequestException):
        return requests.get(url, timeout=5).status_code == 200
    return False


def write(folder, settings):
    """As JSON where that can hold the settings: then no Python has to be started to read them."""
    sections = {}
    for name, value in sorted(settings.items()):
        section, trait = name.split(".")
        sections.setdefault(section, {})[trait] = value
    for old in folder.glob("jupyterhub_config.*"):  # a hub that finds both reads both
        old.unlink()
    try:
        text, kind = json.dumps(sections, default=as_list), "json"
    except TypeError:
        lines = ["import cloudpickle"]
        for section, traits in sections.items():
            lines += [f"c.{section}.{trait} = {source(value)}" for trait, value in traits.items()]
        text, kind = "\n".join(lines) + "\n", "py"
    path = folder / f"jupyterhub_config.{kind}"
    path.write_text(text)
    return path


def as_list(value):
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{value!r} is not JSON")


def source(value):
    """Python text of a value; a function that a test made comes along with what it refers to."""
    return f"cloudpickle.loads({cloudpickle.dumps(value)!r})"
