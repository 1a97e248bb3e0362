#!/bin/sh
# start.sh PROGRAM...: runs in the container. PROGRAM is the image's own where the image has all that it takes (its first
# two words); else the launcher's, by the image's Python, or a sentence that says why that cannot be.
here=${0%/*}
if [ "$2" != carme-app ] && command -v "$1" >/dev/null 2>&1 && command -v "$2" >/dev/null 2>&1; then exec "$@"; fi

sorry() {
  echo "carme-hub: $*" >&2
  exit 78
}
for name in python3 python; do
  python=$(command -v "$name" 2>/dev/null) && break
done
[ -n "$python" ] || sorry "This image has neither Jupyter nor a Python that a server could be started with."
tag=$("$python" "$here/tag.py") || sorry "This image's Python ($python) does not run."
if [ ! -d "$here/$tag" ]; then
  there=$(cd "$here" && echo [0-9]*-*/ | tr -d /)
  sorry "This image has Python $tag, and the launcher of this hub is for: $there. Please ask the people who run this hub."
fi
exec "$python" "$here/start.py" "$here/$tag" "$@"
