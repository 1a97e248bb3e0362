"""What JupyterHub's BaseHandler does in a hub of its own, done for ours: see web.py."""

from jinja2 import TemplateNotFound
from jupyterhub import scopes
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.handlers.login import LogoutHandler
from tornado import web

from carme_hub_python.explain import explain
from carme_hub_python.people import ClassUser

# The hub draws these itself, unless the site or the package has a template of that name.
hub_pages = {"login.html": "login", "logout.html": "logout"}
own_folder = []


def own_templates(folder):
    own_folder[:] = [folder]


def adopt():
    """Puts the functions below in the place of BaseHandler's: packages' handlers are its subclasses."""
    for function in (
        get_current_user,
        _resolve_roles_and_scopes,
        check_xsrf_cookie,
        login_user,
        user_from_username,
        set_login_cookie,
        clear_login_cookie,
        get_next_url,
        write_error,
        render_template,
    ):
        setattr(BaseHandler, function.__name__, function)
    BaseHandler.xsrf_token = property(lambda self: exchange(self).visitor["xsrfToken"].encode("ascii"))
    LogoutHandler.default_handle_logout = default_handle_logout
    if not hasattr(BaseHandler, "statsd"):
        BaseHandler.statsd = NoStatsd()


class NoStatsd:
    """JupyterHub 6 has no statsd any more, and packages made for 5 still count with it."""

    def timer(self, name):
        return self

    def start(self):
        return self

    def stop(self, send=True):
        return self

    def incr(self, name, count=1):
        pass


def exchange(handler):
    return handler.request.connection


async def get_current_user(self):
    if not hasattr(self, "_jupyterhub_user"):
        self._jupyterhub_user = exchange(self).visitor["user"]
        self._token_authenticated = False
    return self._jupyterhub_user


def _resolve_roles_and_scopes(self):
    self.expanded_scopes = set(exchange(self).visitor["scopes"])
    self.parsed_scopes = scopes.parse_scopes(self.expanded_scopes)


def check_xsrf_cookie(self):
    """The hub has looked already; a handler that takes forms of other sites has a method of its own here."""
    problem = exchange(self).visitor["xsrfProblem"]
    if problem is not None and hasattr(self, "_jupyterhub_user"):
        raise web.HTTPError(403, problem)


async def login_user(self, data=None):
    model = await self.authenticator.get_authenticated_user(self, data)
    if not model:
        exchange(self).refused = True
        return None
    exchange(self).login = model
    self._jupyterhub_user = ClassUser({"name": model["name"], "admin": bool(model.get("admin"))}, self.app.settings)
    return self._jupyterhub_user


def user_from_username(self, username):
    """Whom a handler knows by itself, such as from a header; the hub makes the user."""
    return ClassUser({"name": username}, self.app.settings)


def set_login_cookie(self, user):
    """The hub does, when it has made the user; here it is told whom, by handlers that do not ask `login_user`."""
    if exchange(self).login is None:
        exchange(self).login = {"name": self.authenticator.normalize_username(user.name)}
        self._jupyterhub_user = user


def clear_login_cookie(self, name=None):
    exchange(self).logout = True


async def default_handle_logout(self):
    exchange(self).logout = True


def get_next_url(self, user=None, default=None):
    next_url = self._validate_next_url(self.get_argument("next", default="")) or default
    if next_url:
        return next_url
    # Where to is the hub's to say: it knows the user's server and the site's default.
    exchange(self).goes_on = self.append_query_parameters("", exclude=["next", "_xsrf"])
    return self.hub.base_url + "home"


def write_error(self, status_code, **kwargs):
    """The hub's error page says what is for the user; the log has the rest."""
    exc_info = kwargs.get("exc_info")
    error = exc_info[1] if exc_info else web.HTTPError(status_code)
    exchange(self).error = dict(explain(error), status=status_code)
    self.finish()


base_render_template = BaseHandler.render_template


def render_template(self, name, sync=False, **ns):
    page = hub_pages.get(name)
    if page is None or not is_own(self, name):
        return base_render_template(self, name, sync, **ns)
    plain = {key: ns[key] for key in ("login_error", "username") if isinstance(ns.get(key), str)}
    exchange(self).page = {"name": page, "variables": plain}
    return "" if sync else empty()


async def empty():
    return ""


def is_own(self, name):
    """Whether JupyterHub's own template would be taken."""
    try:
        file = self.settings["jinja2_env_sync"].get_template(name).filename
    except TemplateNotFound:
        return True
    return file is not None and file.startswith(own_folder[0])
