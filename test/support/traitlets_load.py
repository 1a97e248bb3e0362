"""Prints what traitlets itself makes of a configuration file, as JSON: to compare the hub's evaluation with."""

import json
import os
import sys

from traitlets.config.loader import Config, LazyConfigValue, PyFileConfigLoader


def plain(value):
    if isinstance(value, LazyConfigValue):
        changes = dict(extend=list(value._extend), prepend=list(value._prepend), inserts=list(value._inserts), update=value._update)
        return {"lazy": {name: plain(change) for name, change in changes.items() if change}}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, type):
        return {"class": value.__name__}
    if callable(value):
        return {"function": getattr(value, "__name__", type(value).__name__)}
    return value


out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
config = PyFileConfigLoader(os.path.abspath(sys.argv[1])).load_config()
json.dump(plain(config), out)
