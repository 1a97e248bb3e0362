"""A user as the methods of a Python class are handed one."""

import copy
from types import SimpleNamespace

from carme_hub_python.stand_ins import User


class ClassUser(User):
    """`settings` are the hub's: a class may ask for the user's address in the world."""

    def __init__(self, view, settings=None):
        super().__init__(view)
        self.settings = settings or {}
        self.escaped = self.escaped_name
        self.base_url = self.settings.get("base_url", "/").rstrip("/") + "/user/" + self.escaped + "/"
        self.url = self.url or self.base_url
        self.host = ""
        # What templates of packages ask of a user: the hub has the rest on pages of its own.
        self.spawner = SimpleNamespace(options_form="", active=False, ready=False, pending=None)
        self.spawners = {"": self.spawner}
        self.orm_user = SimpleNamespace(name=self.name, id=self.id, admin=self.admin, groups=self.groups, roles=self.roles)

    @property
    def proxy_spec(self):
        return self.base_url

    @property
    def state(self):
        return None

    async def get_auth_state(self):
        return copy.deepcopy(self._auth_state)

    def server_url(self, server_name=""):
        from urllib.parse import quote

        return self.url if not server_name else self.url.rstrip("/") + "/" + quote(server_name, safe="@~") + "/"

    def __eq__(self, other):
        return self.name == getattr(other, "name", other)

    def __hash__(self):
        return hash(self.name)
