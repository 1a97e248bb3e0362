"""A service that tells people who they are, with JupyterHub's own library: HubOAuth on tornado."""

import json
import os
from urllib.parse import urlparse

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import httpserver, ioloop, web


class WhoAmI(HubOAuthenticated, web.RequestHandler):
    @web.authenticated
    def get(self):
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(self.get_current_user()))


prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
app = web.Application(
    [(prefix + "oauth_callback", HubOAuthCallbackHandler), (prefix + "?", WhoAmI)],
    cookie_secret=os.urandom(32),
)
url = urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
httpserver.HTTPServer(app).listen(url.port, url.hostname)
ioloop.IOLoop.current().start()
