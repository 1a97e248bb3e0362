"""Fills a new JupyterHub database through JupyterHub's own classes.

Arguments: database file, users, live servers, process id and port of the one process that answers for all servers.
"""
import sys

from jupyterhub import orm, roles
from jupyterhub.utils import utcnow
from sqlalchemy import insert

path, users, servers, pid, port = sys.argv[1], *map(int, sys.argv[2:6])
session = orm.new_session_factory(f"sqlite:///{path}")()
for role in roles.get_default_roles():
    roles.create_role(session, role)
people = [orm.User(name=f"person{n:06d}") for n in range(users)]
session.add_all(people)
session.commit()

user_role = orm.Role.find(session, "user")
session.execute(
    insert(orm.User.roles.property.secondary),
    [{"user_id": person.id, "role_id": user_role.id} for person in people],
)
# Twenty groups that hold one person in twenty.
for n in range(20):
    group = orm.Group(name=f"group{n:02d}")
    group.users = people[n * users // 400 : (n + 1) * users // 400]
    session.add(group)
for person in people[:servers]:
    server = orm.Server(proto="http", ip="127.0.0.1", port=port, base_url=f"/user/{person.name}/")
    spawner = orm.Spawner(user=person, name="", server=server, state={"pid": pid})
    spawner.started = spawner.last_activity = utcnow(with_tz=False)
    session.add(spawner)
session.commit()
