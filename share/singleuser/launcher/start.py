"""start.py FOLDER PROGRAM...: runs a program of the launcher in the image's Python.

Only this process sees the launcher's packages: kernels and terminals have the image's, and whatever the person installed.
"""
import os
import runpy
import sys

here = os.path.dirname(os.path.abspath(__file__))


def main():
    folder, *words = sys.argv[1:]
    sys.path[0] = folder
    check_libc(folder)
    # The launcher is mounted read-only: without this, each start would compile everything anew.
    sys.pycache_prefix = os.path.expanduser("~/.cache/carme-hub/pycache")
    for name, below in [("JUPYTER_PATH", "share/jupyter"), ("JUPYTER_CONFIG_PATH", "etc/jupyter")]:
        os.environ[name] = os.pathsep.join(filter(None, [os.path.join(folder, below), os.environ.get(name)]))
    os.environ["JUPYTERLAB_DIR"] = os.path.join(folder, "share/jupyter/lab")
    # batchspawner-singleuser looks for its program in PATH, where the launcher's have no place.
    sys.argv = [program(folder, word) if index < 2 else word for index, word in enumerate(words)]
    runpy.run_path(sys.argv[0], run_name="__main__")


def program(folder, name):
    if name == "carme-app":
        return os.path.join(here, "app.py")
    path = os.path.join(folder, "bin", name)
    return path if os.path.exists(path) else name


def check_libc(folder):
    needed = os.path.join(folder, "glibc")
    if not os.path.exists(needed):
        return
    with open(needed) as file:
        least = file.read().strip()
    have = os.confstr("CS_GNU_LIBC_VERSION").split()[-1]
    if numbers(have) < numbers(least):
        sys.exit("carme-hub: This image's C library (glibc %s) is older than the launcher's (%s)." % (have, least))


def numbers(version):
    return [int(part) for part in version.split(".")]


if __name__ == "__main__":
    main()
