"""One request and what a tornado handler answers to it, without a socket: the hub carries both."""

import asyncio
from types import SimpleNamespace

from tornado.httputil import HTTPConnection, HTTPHeaders, RequestStartLine


class Exchange(HTTPConnection):
    """`request` is the hub's view of it: method, uri, protocol, ip, headers as pairs, body."""

    def __init__(self, request, visitor=None):
        self.view = request
        self.visitor = visitor or {"user": None, "scopes": [], "xsrfToken": "", "xsrfProblem": None}
        # Tornado reads these from its connection.
        self.context = SimpleNamespace(remote_ip=request["ip"], protocol=request["protocol"])
        self.no_keep_alive = False
        self.status = 200
        self.headers = []
        self.body = b""
        self.finished = asyncio.get_running_loop().create_future()
        # What handlers ask the hub to do.
        self.login = None
        self.refused = False
        self.logout = False
        self.page = None
        self.goes_on = None
        self.error = None

    def start_line(self):
        return RequestStartLine(self.view["method"], self.view["uri"], "HTTP/1.1")

    def request_headers(self):
        headers = HTTPHeaders()
        for name, value in self.view["headers"]:
            headers.add(name, value)
        return headers

    def request_body(self):
        return self.view["body"]

    def answer(self):
        return {
            "status": self.status,
            "headers": self.headers,
            "body": self.body,
            "login": self.login,
            "refused": self.refused,
            "logout": self.logout,
            "page": self.page,
            "goesOn": self.goes_on,
            "error": self.error,
        }

    def write_headers(self, start_line, headers, chunk=None):
        self.status = start_line.code
        self.headers = list(headers.get_all())
        return self.write(chunk or b"")

    def write(self, chunk):
        self.body += chunk
        future = asyncio.get_running_loop().create_future()
        future.set_result(None)
        return future

    def finish(self):
        if not self.finished.done():
            self.finished.set_result(None)

    def set_close_callback(self, callback):
        pass
