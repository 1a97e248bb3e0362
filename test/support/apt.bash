# apt_get WORDS...: apt-get that waits while another program installs packages, as a fresh machine does by itself for its first
# minutes, for CARME_APT_WAIT seconds at most (900). Its output is shown when it failed.
apt_get() {
  local log deadline=$((SECONDS + ${CARME_APT_WAIT:-900})) told=
  log=$(mktemp)
  until DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >"$log" 2>&1; do
    # dpkg's own lock, that of the lists and that of the downloads: apt-get itself can wait for the first alone
    if ! grep -qE 'Could not get lock|Unable to (lock|acquire)' "$log" || [ $SECONDS -ge $deadline ]; then
      cat "$log" >&2
      rm -f "$log"
      return 1
    fi
    [ -n "$told" ] || printf 'another program is installing packages; waiting for it, %s seconds at most: %s\n' \
      "${CARME_APT_WAIT:-900}" "$(grep -m1 -oE 'held by process .*|Could not get lock .*|Unable to .*' "$log")" >&2
    told=1
    sleep 1
  done
  rm -f "$log"
}
