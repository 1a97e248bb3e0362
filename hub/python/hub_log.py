"""What the site's Python logs goes to the hub's log, by the same channel as everything else."""

import logging
import traceback

log = logging.getLogger("JupyterHub")


class LogHandler(logging.Handler):
    def __init__(self, send):
        super().__init__()
        self.send = send

    def emit(self, record):
        message = record.getMessage()
        if record.exc_info:
            message += "\n" + "".join(traceback.format_exception(*record.exc_info))
        self.send({"log": {"level": record.levelname, "message": message}})


def send_to_hub(send):
    logging.getLogger().addHandler(LogHandler(send))
    log.setLevel(logging.DEBUG)
