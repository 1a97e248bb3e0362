"""Everything that a run starts stays among its descendants and ends with it."""

import ctypes
import os
import signal
import threading
import time
from contextlib import suppress

import psutil

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans(spared):
    """Servers whose hub is restarted become ours; those of them that end must not stay as zombies that look alive."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # In the background of a shell it is ignored, servers inherit that, and they are stopped by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def bury():
        while True:
            time.sleep(0.1)
            keep = spared()
            for process in psutil.Process().children():
                with suppress(psutil.Error, ChildProcessError):
                    if process.pid not in keep and process.status() == psutil.STATUS_ZOMBIE:
                        os.waitpid(process.pid, os.WNOHANG)

    threading.Thread(target=bury, daemon=True).start()


def end(process, grace=10):
    with suppress(psutil.Error, ProcessLookupError):
        process.terminate()
        try:
            process.wait(grace)
        except Exception:
            process.kill()
            process.wait(5)


def end_descendants(spared=()):
    left = [p for p in psutil.Process().children(recursive=True) if p.pid not in spared]
    for stop in ("terminate", "kill"):
        for process in left:
            with suppress(psutil.Error):
                getattr(process, stop)()
        _, left = psutil.wait_procs(left, timeout=3)


def environment(pid):
    with suppress(psutil.Error):
        return psutil.Process(pid).environ()
    return {}
