import os

load_subconfig(os.path.join(os.path.dirname(__file__), "parts", "base.py"))
load_subconfig("not-there.py")
c.JupyterHub.port = 9000
c.Spawner.args.append("--last")
for name in sorted(os.listdir(os.path.join(os.path.dirname(__file__), "parts"))):
    if name.startswith("10-"):
        load_subconfig(name, path=os.path.join(os.path.dirname(__file__), "parts"))
