c.Spawner.environment.update({"GROUP": "x"})
c.Spawner.args.append("--group")
