/** Shell text that copies a person's files into the job's scratch folder and back, and tells how far it is. */

/** Tells the log, and the hub by the run's own token where the node has curl: the token is in no argv. */
export const reportPart = `tell() { printf 'carme-hub: %s\\n' "$1" >&2; }
report() {
  tell "$1"
  if [ -z "\${JUPYTERHUB_API_URL:-}" ] || ! command -v curl >/dev/null; then return 0; fi
  local text=\${1//[\\"\\\\]/?}
  text=\${text//[[:cntrl:]]/?}
  {
    printf 'url = "%s/runs/told"\\nheader = "Authorization: token %s"\\n' "$JUPYTERHUB_API_URL" "$JUPYTERHUB_API_TOKEN"
    printf 'header = "Content-Type: application/json"\\ndata = "{\\\\"message\\\\": \\\\"%s\\\\"}"\\n' "\${text:0:250}"
    if [ -n "\${JUPYTERHUB_SSL_CERTFILE:-}" ]; then
      printf 'cert = "%s"\\nkey = "%s"\\ncacert = "%s"\\n' "$JUPYTERHUB_SSL_CERTFILE" "$JUPYTERHUB_SSL_KEYFILE" "$JUPYTERHUB_SSL_CLIENT_CA"
    fi
  } | curl --config - --silent --max-time 5 --output /dev/null || true
}`

/** To come after reportPart and load-part.ts, once CARME_SCRATCH is there. What is not there is told, and stops nothing. */
export const stageInPart = `copy() {
  local from=$1 to=$2 size copied percent told=-1 pause=2 sleeper status
  if [ ! -e "$from" ]; then report "$from is not there, and was not copied."; return; fi
  mkdir -p -- "$(dirname -- "$to")"
  size=$(du -sb -- "$from" | cut -f1)
  cp -auT -- "$from" "$to" &
  server=$!
  while kill -0 "$server" 2>/dev/null; do
    copied=$(du -sb -- "$to" 2>/dev/null | cut -f1)
    percent=$((\${copied:-0} * 100 / (\${size:-0} + 1)))
    [ "$percent" -lt 100 ] || percent=99
    if [ "$percent" != "$told" ]; then report "Copying $from: $percent% of $(numfmt --to=iec "\${size:-0}")"; fi
    told=$percent
    sleep "$pause" &
    sleeper=$!
    wait -n "$server" "$sleeper"
    kill "$sleeper" 2>/dev/null
    [ "$pause" -ge 30 ] || pause=$((pause + 2))
  done
  wait "$server"
  status=$?
  server=
  if [ "$status" = 0 ]; then report "Copied $from to $to."
  else report "$from could not be copied to $to (exit code $status): the job's log says why."; fi
}
stage() {
  local kind=$1
  shift
  while [ $# -ge 6 ]; do
    if [ "$1" != "$kind" ]; then :
    elif [ -z "\${CARME_SCRATCH:-}" ]; then report "There is no scratch folder, so that $2 was not copied."
    elif [ "$kind" = stage-in ]; then copy "$2" "$CARME_SCRATCH/$3"
    else copy "$CARME_SCRATCH/$2" "$3"; fi
    shift 6
  done
}
stage stage-in "\${data[@]}"`

/** After the server has ended, for whatever reason: a further signal must not stop the copies. */
export const stageOutPart = `trap : TERM
stage stage-out "\${data[@]}"`
