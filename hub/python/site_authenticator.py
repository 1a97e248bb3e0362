"""The site's authenticator class: made once, and asked by the hub under the names of these methods."""

import inspect

from carme_hub_python.app import application
from carme_hub_python.hub_log import log
from carme_hub_python.people import ClassUser
from carme_hub_python.stand_ins import real
from carme_hub_python.web import Pages, overrides, own_handlers


class SiteAuthenticator:
    def __init__(self, classes):
        self.classes = classes
        self.settings = {}
        self.pages = None

    def open(self, settings, secret, template_vars, template_paths):
        """What the hub has to know of it. `secret` signs the cookies of its own pages."""
        from jupyterhub.auth import Authenticator

        self.settings = settings
        authenticator = self.authenticator = self.classes.authenticator
        real["__authenticator__"] = authenticator
        app = authenticator.parent
        app.__dict__["settings"] = settings
        whole = application(authenticator.config, settings)
        app.hub, app.db = whole.hub, whole.db
        authenticator._deprecated_db_session = app.db
        self.normalize_sets()
        self.pages = Pages(authenticator, app, own_handlers(authenticator, app), secret, template_vars, template_paths)
        base_url = app.hub.base_url
        return {
            "login_service": authenticator.login_service,
            "login_url": authenticator.login_url(base_url),
            "logout_url": authenticator.logout_url(base_url),
            "custom_html": authenticator.get_custom_html(base_url),
            "pages": self.pages.patterns,
            "overrides": [
                name
                for name in ("refresh_user", "pre_spawn_start", "post_spawn_stop", "load_managed_roles")
                if overrides(authenticator, Authenticator, name)
            ],
        }

    def normalize_sets(self):
        """As JupyterHub does at its start: names as it spells them, and admins are allowed where anybody is."""
        authenticator = self.authenticator
        for name in ("admin_users", "allowed_users"):
            names = {authenticator.normalize_username(user) for user in getattr(authenticator, name)}
            setattr(authenticator, name, names)
            for user in names:
                if not authenticator.validate_username(user):
                    raise ValueError("username %r in %s is not valid" % (user, name))
        if authenticator.allowed_users and authenticator.admin_users:
            authenticator.allowed_users |= authenticator.admin_users
        authenticator.check_allow_config()

    async def meet(self, names):
        """All users of the database, as at every start; gives the names that it does not accept."""
        invalid = []
        for name in names:
            try:
                await self.add_user(name)
            except Exception as error:
                log.exception("Error adding user %s already in db", name) if not isinstance(error, ValueError) else None
                invalid.append(name)
        return invalid

    async def load_managed_roles(self):
        """With users as the class itself spells them."""
        roles = [dict(role) for role in await done(self.authenticator.load_managed_roles())]
        for role in roles:
            for kind in ("scopes", "users", "groups", "services"):
                if role.get(kind) is not None:
                    role[kind] = sorted(role[kind])
            if role.get("users"):
                role["users"] = [self.authenticator.normalize_username(name) for name in role["users"]]
        return roles

    async def add_user(self, name):
        await done(self.authenticator.add_user(self.user({"name": name})))

    async def delete_user(self, name):
        await done(self.authenticator.delete_user(self.user({"name": name})))

    def names(self, names):
        """As it spells them; None for one that nobody can have."""
        normal = [self.authenticator.normalize_username(name) for name in names]
        return [name if self.authenticator.validate_username(name) else None for name in normal]

    async def authenticate(self, request, data):
        """The login form of the hub: what `get_authenticated_user` makes of its fields, None for nobody."""
        return await self.pages.authenticate(request, data)

    async def answer(self, request, visitor):
        return await self.pages.answer(request, visitor, self.user)

    async def refresh(self, user):
        answer = await done(self.authenticator.refresh_user(self.user(user), None))
        return answer if isinstance(answer, dict) else bool(answer)

    async def pre_spawn_start(self, spawner):
        await done(self.authenticator.pre_spawn_start(spawner.user, spawner))

    async def post_spawn_stop(self, spawner):
        await done(self.authenticator.post_spawn_stop(spawner.user, spawner))

    def user(self, view):
        return ClassUser(view, self.settings)


async def done(value):
    return await value if inspect.isawaitable(value) else value
