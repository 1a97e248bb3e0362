"""What the hub asks of a site's Python classes, by name: `authenticator.refresh` is `refresh` of authenticator.py's class.

The modules that need the packages jupyterhub and tornado are imported at the first use: hooks need neither.
"""

import functools


class Operations:
    def __init__(self, config):
        self.config = config
        self.rooms = {}

    def find(self, name, tell):
        """The function of that name; one that has a parameter `tell` gets a function that sends events to the hub."""
        room, _, verb = name.partition(".")
        function = getattr(self.room(room), verb)
        return functools.partial(function, tell=tell) if verb in ("start",) else function

    def room(self, name):
        if name not in self.rooms:
            self.rooms[name] = self.make(name)
        return self.rooms[name]

    def make(self, name):
        if name == "classes":
            from carme_hub_python.site_classes import SiteClasses

            return SiteClasses(self.config)
        if name == "authenticator":
            from carme_hub_python.site_authenticator import SiteAuthenticator

            return SiteAuthenticator(self.room("classes"))
        if name == "spawner":
            from carme_hub_python.site_spawner import SiteSpawner

            return SiteSpawner(self.room("classes"))
        if name == "handlers":
            from carme_hub_python.site_handlers import SiteHandlers

            return SiteHandlers(self.config)
        raise KeyError(name)
