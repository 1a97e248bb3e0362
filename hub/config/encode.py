"""A value of the site's configuration as JSON can hold it; hub/python/wire.ts is the other half.

Live objects (functions, classes and the like) stay here, and go out as numbers of `References`.
"""

import base64
import datetime
import decimal
import enum
import os
import types


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
    """The value as JSON can hold it; raises ValueError where it contains itself."""
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
    if (type(value).__module__, type(value).__name__) == ("aiohttp.client", "ClientTimeout"):
        return {"total": value.total}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if hasattr(type(value), "__changes__"):
        return {"__lazy__": encode(value.__changes__(), references, above)}
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
