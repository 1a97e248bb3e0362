/** Shell text that asks Apptainer whether one of a site's keys signed an image. Pure. */

/**
 * A function for bash, `signed IMAGE FOLDER`, which is true where a key of the folder signed all that is in the image:
 * one of an Apptainer keyring (`pgp-public`), or one in a file `*.pem`. `apptainer` is what calls it.
 */
export function signatureCheck(apptainer: string): string {
  // A copy, because Apptainer wants a keyring that is its caller's alone.
  return `signed() {
  local keys key yes=1
  keys=$(mktemp -d) && cp -r -- "$2"/. "$keys" && chmod -R go= "$keys" || return 1
  if APPTAINER_KEYSDIR=$keys ${apptainer} verify --local "$1" >&2; then yes=0; fi
  for key in "$keys"/*.pem; do
    if [ $yes = 1 ] && [ -f "$key" ] && ${apptainer} verify --key "$key" "$1" >&2; then yes=0; fi
  done
  rm -rf -- "$keys"
  return $yes
}`
}
