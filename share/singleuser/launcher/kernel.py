"""kernel.py FOLDER -f FILE: an IPython kernel in the image's Python.

What the image and the person have comes first, and the launcher's packages only stand behind for what they lack.
"""
import sys


def main():
    folder = sys.argv.pop(1)
    # The folder of this file is none of a kernel's modules.
    del sys.path[0]
    before = set(sys.modules)
    sys.path.append(folder)
    try:
        from ipykernel import kernelapp
    except Exception:
        # The image's own parts do not fit to each other: then the launcher's together.
        for name in set(sys.modules) - before:
            del sys.modules[name]
        sys.path.remove(folder)
        sys.path.insert(0, folder)
        from ipykernel import kernelapp
    kernelapp.launch_new_instance()


if __name__ == "__main__":
    main()
