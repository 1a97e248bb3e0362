#!/usr/bin/env python3
"""build_launcher.py FOLDER [--python 3.12 3.13 ...]: makes the launcher, which c.CarmeHub.launcher names.

For images that have Python but no JupyterHub: one folder of packages for each version of Python, all from PyPI's wheels,
so that the Python that runs this need not be the images'. It needs pip, and no more. Run it again to update; sessions that
run keep the files that they have open.
"""
import argparse
import json
import os
import platform
import shutil
import subprocess
import sys

packages = ["jupyterhub>=5,<7", "jupyterlab>=4,<5", "batchspawner>=1.3,<2", "ipykernel", "jupyter-server-proxy>=4.4"]
source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "launcher")
# Where the job mounts the folder in every container.
mounted_at = "/opt/carme-launcher"


def main():
    options = read()
    os.makedirs(options.folder, exist_ok=True)
    for version in options.python:
        build(options.folder, version, options)
    for name in os.listdir(source):
        if name.endswith((".py", ".sh")):
            shutil.copy(os.path.join(source, name), options.folder)


def read():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    own = "%d.%d" % sys.version_info[:2]
    parser.add_argument("folder", help="a folder that compute nodes see, such as /srv/carme-hub/launcher")
    parser.add_argument("--python", nargs="+", default=[own], help="versions of the images' Pythons (default: %s)" % own)
    parser.add_argument("--libc", choices=["glibc", "musl"], default="glibc", help="musl is for images of Alpine Linux")
    parser.add_argument("--glibc", default="2.28", help="oldest glibc of the images (default: 2.28, of 2018)")
    parser.add_argument("--machine", default=platform.machine())
    parser.add_argument("--package", action="append", default=[], help="a further package, such as jupyterlab-git")
    return parser.parse_args()


def build(folder, version, options):
    """What pip leaves half done never takes the place of what works."""
    tag = "-".join([version, options.machine, options.libc])
    part = os.path.join(folder, ".%s.part" % tag)
    shutil.rmtree(part, ignore_errors=True)
    threads = version.endswith("t")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--target", part, "--only-binary=:all:", "--implementation", "cp", "--python-version", version.rstrip("t")]
    command += ["--abi", "cp%s" % version.replace(".", ""), "--abi", "none"] + ([] if threads else ["--abi", "abi3"])
    # Compiled files of another version would only take up room; start.py lets Python keep them in the person's cache.
    if version != "%d.%d" % sys.version_info[:2]:
        command.append("--no-compile")
    for name in platforms(options):
        command += ["--platform", name]
    print("%s: installing from PyPI" % tag, flush=True)
    subprocess.run(command + packages + options.package, check=True)
    kernel_spec(part, tag)
    if options.libc == "glibc":
        with open(os.path.join(part, "glibc"), "w") as file:
            file.write("%s\n" % options.glibc)
    place = os.path.join(folder, tag)
    old = os.path.join(folder, ".%s.old" % tag)
    shutil.rmtree(old, ignore_errors=True)
    if os.path.exists(place):
        os.rename(place, old)
    os.rename(part, place)
    shutil.rmtree(old, ignore_errors=True)


def platforms(options):
    if options.libc == "musl":
        return ["musllinux_1_%d_%s" % (minor, options.machine) for minor in (2, 1)]
    newest = int(options.glibc.split(".")[1])
    return ["manylinux_2_%d_%s" % (minor, options.machine) for minor in range(newest, 4, -1)] + [
        "manylinux2014_" + options.machine,
        "manylinux2010_" + options.machine,
        "manylinux1_" + options.machine,
    ]


def kernel_spec(folder, tag):
    """In the place of ipykernel's own: a kernel with the image's packages first."""
    place = os.path.join(folder, "share/jupyter/kernels/python3")
    program = [mounted_at + "/kernel.py", "%s/%s" % (mounted_at, tag)]
    spec = {
        "argv": ["python3"] + program + ["-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"debugger": True},
    }
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, "kernel.json"), "w") as file:
        json.dump(spec, file, indent=1)


if __name__ == "__main__":
    main()
