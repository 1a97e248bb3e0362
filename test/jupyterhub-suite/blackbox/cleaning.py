"""Between tests: back to the users admin and user and nothing else, while the hub runs on."""

import copy
import sys
import time
from urllib.parse import quote

from jupyterhub import orm
from jupyterhub.roles import get_default_roles

from . import processes
from .settings import copied

KEPT = {"admin", "user"}


def clean(hub):
    hub.db.rollback()
    hub.db.expire_all()
    hub.users.clear()
    for file in hub.gate.iterdir():
        file.unlink()
    try:
        by_api(hub)
    except Exception as error:
        print(f"cleaned by force: {error!r}", file=sys.stderr)
        by_force(hub)
    delete_rows(hub)
    hub._service_map.clear()
    for thing, part in ((hub, "JupyterHub"), (hub.authenticator, "Authenticator"), (hub.proxy, "Proxy")):
        for name, value in hub.before[part].items():
            if copied(getattr(thing, name)) != value:
                setattr(thing, name, copy.deepcopy(value))
    hub.db.commit()
    hub.requests = 0


def by_api(hub):
    deadline = time.monotonic() + 10
    while left := delete_all(hub):
        if time.monotonic() > deadline or any("not enabled" in text for text in left):
            raise TimeoutError(left)
        time.sleep(0.1)
        hub.refresh()
    hub.refresh()


def delete_all(hub):
    """What could not be deleted yet, with the answers."""
    left = []

    def delete(path, **kwargs):
        reply = hub.rest("DELETE", path, **kwargs)
        if reply.status_code not in (200, 204, 404):
            left.append(f"{path}: {reply.status_code} {reply.text}")

    for user in hub.db.query(orm.User):
        path, kept = f"users/{quote(user.name, safe='')}", user.name in KEPT
        before = len(left)
        for server in list(user.orm_spawners.values()):
            if server.name and (server.server or kept):
                delete(f"{path}/servers/{quote(server.name, safe='')}", json={"remove": True})
            elif server.server:
                delete(f"{path}/server")
        if not kept and len(left) == before:
            delete(path)
    for service in hub.db.query(orm.Service).filter_by(from_config=False):
        delete(f"services/{quote(service.name, safe='')}")
    return left


def by_force(hub):
    hub.tested.stop()
    processes.end_descendants(hub.own_pids())
    hub.db.rollback()
    for user in hub.db.query(orm.User):
        if user.name in KEPT:
            for server in user.orm_spawners.values():
                server.server, server.state = None, {}
        else:
            hub.db.delete(user)
    hub.db.commit()
    hub.restart()


def delete_rows(hub):
    default = {role["name"] for role in get_default_roles()}
    for kind in (orm.Group, orm.Share, orm.ShareCode, orm.Service, orm.Role):
        for row in hub.db.query(kind):
            if kind is orm.Role and row.name in default:
                continue
            if kind is orm.Service and row.oauth_client:
                hub.oauth_provider.remove_client(row.oauth_client_id)
            hub.db.delete(row)
