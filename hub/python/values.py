"""Values on their way from and to the hub; hub/python/wire.ts is the other half."""

import base64
import inspect

from carme_hub_python.stand_ins import Spawner, real, stand_ins


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
        if key in value and len(value) == 1 and key in real:
            return real[key]
        if key in value and len(value) == 1:
            thing = stand_in(decode(value[key], references, made))
            if stand_in is Spawner:
                made.append(thing)
            return thing
    return {key: decode(item, references, made) for key, item in value.items()}
