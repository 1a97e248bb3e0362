# What the scripts of the cluster share: where things are kept, and the Debian mirror of this machine.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${CARME_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/carme-hub}
mkdir -p "$cache"
source "$here/../support/apt.bash"

say() { printf 'cluster: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# need COMMAND PACKAGE...: installs packages of this machine's Debian when COMMAND is missing.
need() {
  command -v "$1" >/dev/null && return
  shift
  say "installing $*"
  apt_get install -y "$@" || { apt_get update && apt_get install -y "$@"; }
}

# The mirror this machine takes its own packages from.
mirror() {
  local found
  found=$(apt-get indextargets --format '$(SITE) $(LABEL)' | awk '$2 == "Debian" { print $1; exit }')
  [ -n "$found" ] || found=$(apt-get indextargets --format '$(SITE)' | head -1)
  [ -n "$found" ] || die "apt knows no mirror: run apt-get update first"
  echo "$found"
}

# key FILE...: names what is built from FILEs, so that a change of them builds anew.
key() { (cd "$here" && cat "$@") | sha256sum | cut -c1-12; }

# The version of Slurm that the cluster runs, and the suite of Debian that has it.
slurm=${CARME_SLURM:-24.11}
suite() {
  case $slurm in
  22.05) echo bookworm ;;
  24.11) echo trixie ;;
  26.05) echo forky ;;
  *) die "no Debian has Slurm $slurm: CARME_SLURM is 22.05, 24.11 or 26.05" ;;
  esac
}

root_path() { echo "$cache/root-$slurm-$(key root enter)"; }
service_path() { echo "$cache/service-$slurm-$(key root enter service)"; }
image_path() { echo "$cache/image-$(key image).sqfs"; }

# build_once PATH SCRIPT: makes PATH by `SCRIPT PATH.part`, once, whoever asks at the same time.
build_once() {
  [ -e "$1" ] && return
  (
    flock 9
    [ -e "$1" ] && exit
    say "building $(basename "$1") (once, some minutes)"
    # in a mount namespace of its own: what an interrupted build had mounted is gone with it
    unshare --mount --propagation private "$here/$2" "$1.part" >"$1.log" 2>&1 || die "the build failed; its log is $1.log: $(tail -3 "$1.log")"
    mv "$1.part" "$1"
  ) 9>"$1.lock"
}
