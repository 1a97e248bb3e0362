/** Shell text that runs `command` and hands a SIGTERM on to it, so that what comes after it still runs. */

/** To come first: a job may be asked to end before its server is there. */
export const stopPart = `stopping= server= interrupted= handed=
stop() {
  stopping=yes interrupted=yes
  if [ -n "$server" ]; then handed=yes; kill -TERM "$server" 2>/dev/null; fi
}
trap stop TERM`

/** Leaves `status`. What runs behind `&` would ignore an interrupt, and so would every program of the session. */
export const runPart = `if [ "$stopping" = yes ]; then exit 143; fi
(trap - INT; exec "\${command[@]}") </dev/null &
server=$!
# Between the two lines above nobody was there yet to hand it on to.
if [ "$stopping" = yes ] && [ -z "$handed" ]; then kill -TERM "$server" 2>/dev/null; fi
while :; do
  interrupted=
  wait "$server"
  status=$?
  # A signal ends the waiting, not the server.
  if [ "$interrupted" != yes ]; then break; fi
done`
