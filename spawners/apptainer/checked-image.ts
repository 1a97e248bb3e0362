/** Shell text that opens an image, checks what it holds, and names what was opened: what is checked is what is run. Pure. */
import { signatureCheck } from "../../hub/plugin/image-signature.ts"

export interface PinnedImage {
  readonly image: string
  /** `sha256:` and 64 digits; absent leaves it unchecked. */
  readonly digest?: string | undefined
  /** `inode size mtime ctime` at the time of the digest: a file that still is so is not read again. */
  readonly stamp?: string | undefined
  /** Folder of the keys of which one has to have signed it. */
  readonly signedBy?: string | undefined
}

/**
 * The lines to run before, and the word for the image. Without anything to check it is its path. Else it is the open
 * file: a path may lead to another file a moment later, an open file stays what it is. `quoted` makes one word of a text.
 */
export function checkedImage(
  { image, digest, stamp, signedBy }: PinnedImage,
  apptainer: readonly string[],
  quoted: (text: string) => string,
): { readonly lines: string; readonly word: string } {
  if (digest === undefined && signedBy === undefined) return { lines: "", word: quoted(image) }
  const lines = [
    `image=${quoted(image)}`,
    open,
    digest === undefined ? "" : `digest=${quoted(digest)}\nstamp=${quoted(stamp ?? "")}\n${compare}`,
    signedBy === undefined
      ? ""
      : `${signatureCheck(apptainer.map(quoted).join(" "))}
if ! signed "$opened" ${quoted(signedBy)}; then
  echo "carme-hub: the container image $image is not signed by a key of this site. Choose another container." >&2
  exit 79
fi`,
  ]
  return { lines: lines.filter(text => text !== "").join("\n"), word: '"$opened"' }
}

const open = `if [ ! -f "$image" ] || ! exec {image_fd}<"$image"; then
  echo "carme-hub: the container image $image cannot be opened: it is gone, or you may not read it." >&2
  exit 79
fi
opened=/proc/self/fd/$image_fd`

// The change time cannot be set by whoever owns the file, as the modification time can.
const compare = `look() { stat --dereference --format='%i %s %.9Y %.9Z' -- "$opened"; }
seen=$(look)
if [ -z "$stamp" ] || [ "$seen" != "$stamp" ]; then
  sum=$(sha256sum <"$opened")
  if [ "sha256:\${sum%% *}" != "$digest" ] || [ "$(look)" != "$seen" ]; then
    echo "carme-hub: the container image $image is not what it was: its digest is sha256:\${sum%% *}, not $digest." >&2
    echo "carme-hub: whoever added it can verify it again on the page of containers; until then choose another." >&2
    exit 79
  fi
fi`
