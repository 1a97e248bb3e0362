"""Pages of an authenticator, or that the site adds: tornado handlers, run on requests that the hub hands over.

Handlers of packages inherit from JupyterHub's BaseHandler, which finds users, cookies and pages in a hub of its own. Here
these are carme-hub's: `hub_handler` puts other methods in the place of those that need it. Whom a handler lets in, the
hub is told, and it alone sets the login cookie.
"""

import os
from urllib.parse import urlparse

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jupyterhub._data import DATA_FILES_PATH
from jupyterhub.handlers import default_handlers  # noqa: F401  handlers are whole only once all are imported
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.handlers.login import LoginHandler, LogoutHandler
from tornado.httputil import HTTPServerRequest
from tornado.web import Application

from carme_hub_python.exchange import Exchange
from carme_hub_python.hub_handler import adopt, own_templates
from carme_hub_python.hub_log import log

# Pages of JupyterHub's look need its styles, which are not ours.
static = "/authenticator-static/"


class Pages:
    def __init__(self, authenticator, app, handlers, secret, template_vars, template_paths):
        adopt()
        self.authenticator = authenticator
        base = app.hub.base_url.rstrip("/")
        self.patterns = [handler[0] for handler in handlers]
        if handlers:
            self.patterns.append(static + "(.*)")
        self.application = Application(
            [(base + handler[0], *handler[1:]) for handler in handlers],
            **settings(authenticator, app, secret, template_vars, template_paths),
        )

    async def authenticate(self, request, data):
        exchange = Exchange(request)
        handler = self.bare_handler(exchange)
        return await self.authenticator.get_authenticated_user(handler, data)

    def bare_handler(self, exchange):
        """A handler that only stands for the request."""
        request = HTTPServerRequest(
            connection=exchange, start_line=exchange.start_line(), headers=exchange.request_headers()
        )
        request.body = exchange.request_body()
        request._parse_body()
        handler = BaseHandler(self.application, request)
        handler._jupyterhub_user = None
        handler.expanded_scopes = set()
        handler.parsed_scopes = {}
        return handler

    async def answer(self, request, visitor, user):
        exchange = Exchange(request, visitor)
        if visitor["user"]:
            exchange.visitor = dict(visitor, user=user(visitor["user"]))
        delegate = self.application.start_request(object(), exchange)
        delegate.headers_received(exchange.start_line(), exchange.request_headers())
        body = exchange.request_body()
        if body:
            delegate.data_received(body)
        delegate.finish()
        await exchange.finished
        return exchange.answer()


def own_handlers(authenticator, app):
    """JupyterHub's own two are the hub's own here."""
    return [handler for handler in authenticator.get_handlers(app) if handler[1] not in (LoginHandler, LogoutHandler)]


def settings(authenticator, app, secret, template_vars, template_paths):
    base_url = app.hub.base_url
    own = os.path.join(DATA_FILES_PATH, "templates")
    loader = ChoiceLoader([
        PrefixLoader({"templates": FileSystemLoader([own])}, "/"),
        FileSystemLoader([*template_paths, own]),
    ])
    own_templates(own)
    public_url = app.settings.get("public_url")
    return dict(
        app=app,
        authenticator=authenticator,
        base_url=app.settings["base_url"],
        config=authenticator.config,
        cookie_options=app.settings.get("cookie_options", {}),
        cookie_secret=secret,
        db=app.db,
        domain=app.settings.get("domain", ""),
        hub=app.hub,
        jinja2_env=Environment(loader=loader, autoescape=True, enable_async=True),
        jinja2_env_sync=Environment(loader=loader, autoescape=True),
        log=log,
        log_function=lambda handler: None,
        login_url=base_url + "login",
        logout_url=authenticator.logout_url(base_url),
        proxy=None,
        public_url=urlparse(public_url) if public_url else "",
        static_path=os.path.join(DATA_FILES_PATH, "static"),
        static_url_prefix=base_url.rstrip("/") + static,
        subdomain_host=app.settings.get("subdomain_host", ""),
        template_vars=template_vars,
        version_hash="",
        xsrf_cookies=True,
    )


def overrides(thing, base, name):
    return getattr(type(thing), name, None) is not getattr(base, name, None)
