"""What JupyterHub's own functions make of scopes: a JSON list of questions on stdin, a list of sorted lists on stdout.

Questions: {"expand": [scope], "user"|"service": name, "server": "owner/name"} and {"intersect": [[scope], [scope]]}.
"""

import json
import sys
import warnings

from jupyterhub import orm, roles, scopes

warnings.simplefilter("ignore")
world = json.loads(sys.argv[1])  # {"groups": {group: [user]}}
db = orm.new_session_factory("sqlite:///:memory:")()
scopes.define_custom_scopes(world["custom"])


def user(name):
    found = orm.User.find(db, name)
    if found is None:
        found = orm.User(name=name)
        db.add(found)
        db.commit()
    return found


for group, members in world["groups"].items():
    row = orm.Group(name=group)
    db.add(row)
    row.users = [user(name) for name in members]
service = orm.Service(name="svc")
db.add(service)
client = orm.OAuthClient(identifier="client", secret="")
db.add(client)
spawner = orm.Spawner(name="lab", user=user("ada"), oauth_client=client)
db.add(spawner)
db.commit()


def answer(question):
    if "intersect" in question:
        a, b = (scopes.expand_scopes(side, owner=user("ada")) for side in question["intersect"])
        return scopes._intersect_expanded_scopes(a, b, db)
    owner = user(question["user"]) if "user" in question else service if "service" in question else None
    return scopes.expand_scopes(question["expand"], owner=owner, oauth_client=client if question.get("server") else None)


answers = []
for question in json.load(sys.stdin):
    answers.append(sorted(answer(question)))
print(json.dumps({"answers": answers, "defaults": {r["name"]: sorted(r["scopes"]) for r in roles.get_default_roles()}}))
