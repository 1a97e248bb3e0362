"""Prints what kind of Python this is, such as 3.13-x86_64-glibc: the name of the folder with the packages for it."""
import platform
import sys
import sysconfig


def tag():
    threads = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    # Alpine's Python did not always say musl in its SOABI.
    musl = "musl" in (sysconfig.get_config_var("SOABI") or "") or platform.libc_ver()[0] != "glibc"
    version = "%d.%d%s" % (sys.version_info[0], sys.version_info[1], threads)
    return "-".join([version, platform.machine(), "musl" if musl else "glibc"])


if __name__ == "__main__":
    print(tag())
