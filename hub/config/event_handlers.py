"""The handlers of `c.EventLogger`, as one function that the hub calls with each event.

Handlers are live objects of Python's logging: they stay in this process, and write what JupyterHub's would.
"""

import json
import logging


class JsonLine(logging.Formatter):
    def format(self, record):
        return json.dumps(record.msg)


def replace(config):
    """Puts the function in the place of the handlers, if there are any: a list of them, or a function that gives it."""
    section = config.get("EventLogger")
    handlers = section.get("handlers") if section is not None else None
    if handlers is None:
        return
    if callable(handlers):
        handlers = handlers()
    if not isinstance(handlers, (list, tuple)) or not all(isinstance(handler, logging.Handler) for handler in handlers):
        raise TypeError("c.EventLogger.handlers must be a list of logging.Handler, or a function that gives one")
    # Past Config's own: the line where the site set it stays.
    dict.__setitem__(section, "handlers", recorder(handlers))


def recorder(handlers):
    logger = logging.Logger("jupyter_events.logger", logging.INFO)
    for handler in handlers:
        handler.setFormatter(JsonLine())
        logger.addHandler(handler)

    def record(event):
        logger.info(event)

    return record
