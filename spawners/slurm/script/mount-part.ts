/** Shell text that looks for each mount on the node, as the user, and collects the binds of those that are there. */

/** To come after load-part.ts and stage-part.ts' reportPart; leaves `mounts`, words for apptainer. Folders that hang cost twenty seconds each. */
export const mountPart = `mounts=()
add_mount() {
  local real root status why=
  real=$(timeout 20 readlink -e -- "$1"); status=$?
  if [ $status = 124 ]; then why="does not answer"
  elif [ $status != 0 ]; then why="is not there"
  elif [ ! -r "$real" ]; then why="may not be read by you"
  elif [[ $real == *[:,\\"\\\\]* || $real == *[[:cntrl:]]* ]]; then why="has a name that cannot be mounted"
  elif [ -n "$5" ]; then
    root=$(timeout 20 readlink -e -- "$5") && root=\${root%/}
    case $real/ in "\${root:-//}"/*) ;; *) why="leads out of $5" ;; esac
  fi
  if [ -z "$why" ]; then mounts+=("--bind=$real:$2:$3"); return; fi
  report "$1 $why on this node$(hostname 2>/dev/null | sed 's/^/, /'), so that $2 is missing in this session."
  if [ "$4" = required ]; then report "Without it this session does not start."; exit 78; fi
}
add_mounts() {
  while [ $# -ge 6 ]; do
    if [ "$1" = mount ]; then add_mount "$2" "$3" "$4" "$5" "$6"; fi
    shift 6
  done
}
add_mounts "\${data[@]}"`
