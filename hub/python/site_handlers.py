"""Tornado handlers that the site adds to the hub (`c.JupyterHub.extra_handlers`): made once, and asked under these names."""

from carme_hub_python.app import application
from carme_hub_python.people import ClassUser
from carme_hub_python.site_classes import base_class, own_value, traitlets_config
from carme_hub_python.stand_ins import real


class SiteHandlers:
    def __init__(self, file_config):
        self.file_config = file_config
        self.settings = {}
        self.pages = None

    def open(self, settings, secret, template_vars, template_paths):
        """The patterns of their paths, below the hub's prefix. `secret` signs the cookies of their own."""
        base_class("authenticator_class")
        from carme_hub_python.web import Pages
        from jupyterhub.auth import NullAuthenticator

        self.settings = settings
        app = application(traitlets_config(self.file_config, {}), settings)
        # Handlers of JupyterHub's kind ask it for what their pages show; the hub's own cannot be had here.
        authenticator = real.get("__authenticator__") or NullAuthenticator()
        handlers = own_value(self.file_config["JupyterHub"]["extra_handlers"])
        if hasattr(handlers, "get_value"):
            handlers = handlers.get_value([])
        self.pages = Pages(authenticator, app, handlers, secret, template_vars, template_paths)
        return self.pages.patterns

    async def answer(self, request, visitor):
        return await self.pages.answer(request, visitor, lambda view: ClassUser(view, self.settings))
