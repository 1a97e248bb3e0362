"""Finds the Python beside the program that starts people's servers, for a hub whose own Python has no JupyterHub.

A site that swaps hubs has `c.Spawner.cmd = ["/opt/jupyterhub/bin/jupyterhub-singleuser"]`, and functions that import from
the JupyterHub that is installed there.
"""

import glob
import os
import stat


own_account = ("simple", "jupyterhub.spawner.SimpleLocalProcessSpawner")


def find(config):
    """The path, None where there is none.

    Whoever may write there could run code as the hub, so that only its own account and root may; the simple spawner
    runs what is there as the hub in any case.
    """
    runs_it = config.get("JupyterHub", {}).get("spawner_class") in own_account
    commands = [section.get("cmd") for name, section in config.items() if name.endswith("Spawner")]
    for command in commands:
        program = command[0] if isinstance(command, (list, tuple)) and command else command
        if not isinstance(program, str) or not os.path.isabs(program):
            continue
        folder = os.path.dirname(program)
        python = os.path.join(folder, "python3")
        packages = glob.glob(os.path.join(os.path.dirname(folder), "lib", "python3*", "site-packages", "jupyterhub"))
        if not os.access(python, os.X_OK) or not packages:
            continue
        if runs_it or all(map(trusted, [python, os.path.realpath(python), *packages])):
            return python
    return None


def trusted(path):
    """Whether nobody but root and the hub's own account and group can change what lies there."""
    path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    while True:
        found = os.stat(path)
        if found.st_uid not in (0, os.geteuid()):
            return False
        open_to_group = found.st_mode & stat.S_IWGRP and found.st_gid not in (0, os.getegid())
        if (open_to_group or found.st_mode & stat.S_IWOTH) and not found.st_mode & stat.S_ISVTX:
            return False
        if os.path.dirname(path) == path:
            return True
        path = os.path.dirname(path)
