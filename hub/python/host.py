"""Runs what is Python of a site for the hub: JSON lines in, JSON lines out.

In:  {"id": 1, "ref": 0, "args": [...], "kwargs": {...}}   with {"__spawner__": {...}} and the like for stand-ins,
     or "do": "NAME" in place of "ref", for what operations.py lists
Out: {"id": 1, "result": ..., "changes": {...}} or {"id": 1, "error": {...}}; at any time
     {"log": {"level", "message"}} and {"id": 1, "event": ...}, of which there may be many before the result

What a hook changed on the spawner comes back as `changes`. Functions run one at a time, as in JupyterHub; async ones run
beside each other.
"""

import asyncio
import inspect
import json
import os
import sys
import threading
import types


def make_package():
    """Lets the files of this folder import each other, under a name that no package of the site has."""
    package = types.ModuleType("carme_hub_python")
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules[package.__name__] = package


make_package()

from carme_hub_python.explain import explain  # noqa: E402
from carme_hub_python.hub_log import send_to_hub  # noqa: E402
from carme_hub_python.operations import Operations  # noqa: E402
from carme_hub_python.stand_ins import unencodable  # noqa: E402
from carme_hub_python.values import accepted, decode  # noqa: E402


def serve(requests, channel, references, encode_with, config):
    """`config` is the `c` of the site's files; `encode_with` makes JSON of a value, objects becoming references."""
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

    send_to_hub(send)
    asyncio.run(answer_all(requests, send, references, encode, Operations(config)))
    os._exit(0)


async def answer_all(requests, send, references, encode, operations):
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
        task = asyncio.ensure_future(answer(json.loads(line), send, references, encode, operations))
        running.add(task)
        task.add_done_callback(running.discard)


async def answer(request, send, references, encode, operations):
    made = []
    number = request["id"]
    try:
        if "do" in request:
            function = operations.find(request["do"], lambda event: send({"id": number, "event": event}))
        else:
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
        send({"id": number, "result": None if result is unencodable else result, "changes": changes})
    except asyncio.CancelledError:
        raise
    except BaseException as error:
        send({"id": number, "error": explain(error)})
