c = get_config()  # noqa
c.JupyterHub.admin_users.add("ada")
c.Authenticator.admin_users = {"grace", "ada"}
c.Authenticator.allowed_users.update({"bob", "ada"})
c.Spawner.args.append("--debug")
c.Spawner.args.extend(["--a", "--b"])
c.Spawner.args.prepend(["--first"])
c.Spawner.args.insert(0, "--zero")
c.Spawner.environment.update({"A": "1"})
c.Spawner.environment.update(B="2") if False else c.Spawner.environment.update({"B": "2"})
c.Spawner.cmd = ["jupyter-labhub"]
c.Spawner.cmd.append("--x")
c.LocalProcessSpawner.shell_cmd = ("bash", "-l", "-c")
c.JupyterHub.load_groups = dict(staff=["ada"], students={"users": ["bob"], "properties": {"level": 1}})
