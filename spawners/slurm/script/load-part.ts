/** Shell text that loads the environment file: NAME=VALUE pairs, an empty word, then the words of data/job-data.ts. */

/** `$1` is the file. Nothing of it is evaluated. NFS may show a new file some seconds late. */
export const loadPart = `for attempt in 1 2 3 4 5 6 7 8 9 10; do [ -r "$1" ] && break; sleep 1; done
[ -r "$1" ] || { echo "carme-hub: the environment file $1 is missing" >&2; exit 78; }
[ -O "$1" ] || { echo "carme-hub: the environment file $1 belongs to somebody else" >&2; exit 78; }
data=()
{
  while IFS= read -r -d '' pair && [ -n "$pair" ]; do export "$pair"; done
  while IFS= read -r -d '' word; do data+=("$word"); done
} <"$1"
rm -f -- "$1"
shift
unset \${!APPTAINER@} \${!SINGULARITY@}
if [ -n "\${CARME_RESCUE:-}" ]; then mkdir -m 700 -- "\${JUPYTER_RUNTIME_DIR%/*}" || exit 73; fi`
