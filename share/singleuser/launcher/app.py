"""carme-app OPTIONS -- COMMAND...: a web app behind a proxy that lets in whom the hub lets in.

The app listens on a Unix socket that only its owner can reach ({unix_socket}), or on a port of the loopback address
({port}); {base_url} is where people find it, such as /user/alice/, and {prefix} the same without the last slash. Once
the app answers, jupyter-server-proxy's standalone proxy listens where the hub expects the server. When one of the two
ends, so does the other.
"""
import argparse
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

# The app is the person's as much as the proxy is, but it has no business with the hub.
secrets = ("JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN", "JUPYTERHUB_CLIENT_ID")


def main():
    options = read(sys.argv[1:])
    folder = tempfile.mkdtemp(prefix="carme-app-")
    path = os.path.join(folder, "socket") if any("{unix_socket}" in word for word in options.command) else None
    port = 0 if path else free_port()
    base = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
    values = {"{unix_socket}": path or "", "{port}": str(port), "{base_url}": base, "{prefix}": base.rstrip("/")}
    command = [filled(word, values) for word in options.command]
    env = {name: value for name, value in os.environ.items() if name not in secrets}
    app = subprocess.Popen(command, env=env)
    signal.signal(signal.SIGTERM, lambda *_: app.terminate())
    try:
        ready_path = options.ready if options.strip_prefix else base.rstrip("/") + options.ready
        await_ready(app, path, port, ready_path, options.timeout)
        threading.Thread(target=follow, args=(app, folder), daemon=True).start()
        serve(path, port, options.strip_prefix)
    finally:
        app.terminate()
        shutil.rmtree(folder, ignore_errors=True)


def read(argv):
    parser = argparse.ArgumentParser(prog="carme-app")
    parser.add_argument("--ready", default="/")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--strip-prefix", action="store_true")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(argv)


def filled(word, values):
    for name, value in values.items():
        word = word.replace(name, value)
    return word


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_ready(app, path, port, ready, timeout):
    deadline = time.monotonic() + timeout
    while not answers(path, port, ready):
        if app.poll() is not None:
            sys.exit("carme-hub: The app ended with exit code %s before it answered." % app.returncode)
        if time.monotonic() > deadline:
            sys.exit("carme-hub: The app did not answer at %s within %g seconds." % (ready, timeout))
        time.sleep(0.1)


def answers(path, port, ready):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    if path:
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(5)
    try:
        if path:
            connection.sock.connect(path)
        connection.request("GET", ready)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def follow(app, folder):
    code = app.wait()
    shutil.rmtree(folder, ignore_errors=True)
    print("carme-hub: The app has ended with exit code %s." % code, file=sys.stderr, flush=True)
    os._exit(code if code >= 0 else 128 - code)


def serve(path, port, strip_prefix):
    from jupyter_server_proxy.standalone.app import StandaloneProxyServer

    class App(StandaloneProxyServer):
        def get_proxy_base_class(self):
            handler, kwargs = super().get_proxy_base_class()
            # Started already: what is left to the proxy is to let people in.
            kwargs["state"].update(proc="started", port=port, unix_socket=path)
            return guarded(handler), kwargs

    # The hub's own proxy knows when somebody used the app; this one would say "now" for ever.
    argv = ["--activity-interval=0"] + ([] if strip_prefix else ["--absolute-url"])
    App.launch_instance(argv=argv + ["--", "app"])


def guarded(handler):
    """The standalone proxy asks who somebody is before it forwards a request, but not before it opens a websocket."""
    from tornado import web

    class Guarded(handler):
        def prepare(self):
            if self.request.headers.get("Upgrade", "").lower() != "websocket":
                web.authenticated(lambda _: None)(self)
            elif not self.current_user:
                raise web.HTTPError(403)

    return Guarded


if __name__ == "__main__":
    main()
