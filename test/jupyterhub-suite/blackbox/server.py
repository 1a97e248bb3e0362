"""The server that the hub under test starts for a user: as small as it can be, or slow, failing or silent.

server.py [--start SECONDS] [--stop SECONDS] [--silent] [--fail SECONDS]
In the folder CARME_SUITE_GATE the test steers it: while USER.wait is there the start waits, and USER.delay, where
it is there, says how long a start and a stop take.
"""

import argparse
import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

parser = argparse.ArgumentParser()
parser.add_argument("--start", type=float, default=0)
parser.add_argument("--stop", type=float, default=0)
parser.add_argument("--fail", type=float)
parser.add_argument("--silent", action="store_true")
options, _ = parser.parse_known_args()
gate = Path(os.environ.get("CARME_SUITE_GATE", "/nonexistent")) / os.environ.get("JUPYTERHUB_USER", "")


def steered(kind):
    return gate.with_name(f"{gate.name}.{kind}")


def delay(otherwise):
    try:
        return float(steered("delay").read_text())
    except OSError:
        return otherwise


def stop(*_):
    time.sleep(delay(options.stop))
    os._exit(0)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = urlsplit(self.path).path
        answers = {"args": lambda: json.dumps(sys.argv), "env": lambda: json.dumps(dict(os.environ))}
        body = answers.get(path.rsplit("/", 1)[-1], lambda: path)().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


signal.signal(signal.SIGINT, stop)
while options.silent:
    time.sleep(60)
if options.fail is not None:
    time.sleep(options.fail)
    sys.exit("the server was told to fail")
if steered("wait").exists():
    while steered("wait").exists():
        time.sleep(0.05)
else:
    time.sleep(delay(options.start))
address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
ThreadingHTTPServer((address.hostname, address.port), Handler).serve_forever()
