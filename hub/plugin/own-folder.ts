/** Shell text that tells whether a folder is safe to work in: where all may write, anybody can make it before its person does. Pure. */

/**
 * A function for any shell, `own_folder PATH`: true where the folder, and the link to it if it is one, belongs to whoever
 * runs this or to the system. Another person's could be read and changed by them, or lead elsewhere.
 */
export const ownFolder = `own_folder() {
  for owner in $(stat -c %u -- "$1" && stat -L -c %u -- "$1" || echo none); do
    case $owner in *[!0-9]*) return 1 ;; esac
    [ "$owner" = "$(id -u)" ] || [ "$owner" -lt 1000 ] || return 1
  done
}`
