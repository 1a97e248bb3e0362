"""The site's own log handlers (`extra_log_handlers`, `logging_config`), as one function that the hub calls with each entry.

Handlers are live objects of Python's logging: they stay in this process. What the hub writes itself is not theirs.
"""

import logging
import logging.config

COLOURS = {"color": "", "end_color": ""}


def replace(config):
    """Puts the function in the place of the handlers, if there are any."""
    section = config.get("JupyterHub") or {}
    extra = section.get("extra_log_handlers")
    extra = list(getattr(extra, "_extend", extra) or [])
    if not all(isinstance(handler, logging.Handler) for handler in extra):
        raise TypeError("c.JupyterHub.extra_log_handlers must be a list of logging.Handler")
    settings = first(config, "logging_config")
    if not extra and not settings:
        return
    formatter = logging.Formatter(first(config, "log_format") or DEFAULT_FORMAT, first(config, "log_datefmt"))
    for handler in extra:
        if handler.formatter is None:
            handler.setFormatter(formatter)
    # Past Config's own: the line where the site set it stays.
    dict.__setitem__(config["JupyterHub"], "extra_log_handlers", recorder([*configured(settings), *extra]))


DEFAULT_FORMAT = "[%(levelname)1.1s %(asctime)s.%(msecs)03d %(name)s] %(message)s"


def first(config, name):
    for section in ("JupyterHub", "Application"):
        value = (config.get(section) or {}).get(name)
        if value:
            return value
    return None


def configured(settings):
    """The handlers that `logging_config` gives JupyterHub's logger or the root one; the console is the hub's own."""
    if not settings:
        return []
    root, hub = logging.getLogger(), logging.getLogger("JupyterHub")
    before = list(root.handlers)
    whole = {"version": 1, "disable_existing_loggers": False, **plain(settings)}
    handlers = {"console": {"class": "logging.NullHandler"}, **whole.get("handlers", {})}
    logging.config.dictConfig({**whole, "handlers": handlers})
    found = [*hub.handlers, *(handler for handler in root.handlers if handler not in before)]
    # What Python itself logs goes to the hub first, and comes back from there as an entry like all others.
    hub.handlers.clear()
    hub.propagate = True
    root.handlers[:] = before
    return found


def plain(value):
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def recorder(handlers):
    def record(level, name, message, time):
        number = logging.getLevelName(level)
        entry = logging.makeLogRecord({"name": name, "levelno": number, "levelname": level, "msg": message, **COLOURS})
        entry.created, entry.msecs = time / 1000, time % 1000
        for handler in handlers:
            if number >= handler.level:
                handler.handle(entry)

    return record
