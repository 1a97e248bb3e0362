/**
 * What a job does to pull, build or measure an image: text for bash, the same for everybody. What a person gave is in the
 * variables `kind`, `image`, `uri`, `roots`, `insecure`, `library`, `most_mb`, `most_text`, `keys` and in the file `input`.
 */
import { signatureCheck } from "../../plugin/image-signature.ts"
import { ownFolder } from "../../plugin/own-folder.ts"

export const imageScript = String.raw`set -u -o pipefail
umask 022
: >"$result"
tell() { printf '%s=%s\n' "$1" "$2" >>"$result"; }
fail() { tell error "$1"; echo "carme-hub: $1" >&2; exit 1; }
${signatureCheck("carme_apptainer")}
${ownFolder}
work=$(mktemp -d "$([ -d "$scratch" ] && own_folder "$scratch" && echo "$scratch" || echo /tmp)/carme-image-XXXXXX") || fail "There is no room for temporary files on this node."
part=$work/none
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf -- "$work"; rm -f -- "$part"' EXIT
export TMPDIR=$work APPTAINER_TMPDIR=$work APPTAINER_CACHEDIR=$work/cache
ulimit -f $((most_mb * 1024))
secure=()
if [ "$insecure" = yes ]; then secure=(--no-https); fi
from=()
if [ -n "$library" ]; then from=(--library "$library"); fi

case $kind in
pull|build)
  mkdir -p -- "$(dirname -- "$image")" || fail "The folder $(dirname -- "$image") cannot be made."
  part=$image.part
  echo "carme-hub: making $image on $(hostname), job ${"$"}{SLURM_JOB_ID:-}"
  if [ "$kind" = pull ]; then
    carme_apptainer pull --force "${"$"}{secure[@]}" "${"$"}{from[@]}" "$part" "$uri"
  else
    carme_apptainer build --force --mksquashfs-args "-comp gzip -Xcompression-level 4" "${"$"}{secure[@]}" "${"$"}{from[@]}" "$part" "$input"
  fi 2>&1 | tee "$work/said"
  code=$?
  # Apptainer ends with 255 whatever it was; only a program that the signal itself ends has a code of its own.
  if [ $code = 153 ] || { [ $code != 0 ] && grep --quiet --ignore-case 'file too large\|file size limit' "$work/said"; }; then fail "The image, or a file that is needed on the way to it, would be larger than $most_mb MiB, which is $most_text."; fi
  if [ $code != 0 ]; then fail "Apptainer could not make the image (exit code $code): the log says why."; fi
  chmod 644 "$part" && mv -fT -- "$part" "$image" || fail "The image could not be put into its place."
  ;;
esac

[ -e "$image" ] || fail "There is no file $image, or you may not read it."
[ -f "$image" ] || fail "$image is no file."
exec {fd}<"$image" || fail "$image cannot be opened."
opened=/proc/self/fd/$fd
[ -f "$opened" ] || fail "$image is no file."
read -r links owner size <<<"$(stat --dereference --format='%h %u %s' -- "$opened")"
real=$(readlink -e -- "/proc/$$/fd/$fd") || fail "$image is gone."
if [ -n "$roots" ]; then
  allowed=no
  while IFS= read -r root; do
    root=$(readlink -m -- "$root")
    case $real in "${"$"}{root%/}"/*) allowed=yes ;; esac
  done <<<"$roots"
  [ $allowed = yes ] || fail "$image leads to $real, which is outside the folders that images may be in."
  [ "$links" = 1 ] || fail "$real has $links names (hard links): an image has to have one."
  [ "$owner" = "$(id -u)" ] || [ "$owner" = 0 ] || fail "$real belongs to somebody else."
fi
[ "$size" -le $((most_mb * 1048576)) ] || fail "$real has $((size / 1048576)) MiB; it may have $most_mb MiB, which is $most_text."
magic=$(head --bytes=48 <"$opened" | tr '\0' '.')
made_for=
case $magic in
hsqs*) ;;
*SIF_MAGIC*)
  parts=$(carme_apptainer sif list "$opened") || fail "$real is a SIF image that is cut off or broken."
  case $parts in *Encrypted*|*Gocryptfs*) fail "$real is encrypted: a job has no key to open it with." ;; esac
  case $parts in *Ext3*) fail "$real holds an ext3 file system, which is not allowed: build it without an overlay or a writable part." ;; esac
  case $parts in *"(Squashfs/"*) ;; *) fail "$real holds no squashfs file system." ;; esac
  made_for=$(sed -n 's|.*(Squashfs/\*System/\([a-z0-9]*\)).*|\1|p' <<<"$parts")
  ;;
*) fail "$real is neither a SIF nor a squashfs image." ;;
esac
look() { stat --dereference --format='%i %s %.9Y %.9Z' -- "$opened"; }
stamp=$(look)
sum=$(sha256sum <"$opened") || fail "$real could not be read."
if [ -n "$keys" ]; then
  if signed "$opened" "$keys"; then tell signed yes; else tell signed no; fi
fi
look_inside='if command -v python3 >/dev/null 2>&1; then exec python3 -c "$1"; fi; echo "cuda=$CUDA_VERSION"'
program=$(cat <<'PY'
import os, platform
print("python=" + platform.python_version())
print("arch=" + platform.machine())
print("cuda=" + os.environ.get("CUDA_VERSION", ""))
try:
    from importlib import metadata
    found = {d.metadata["Name"]: d.version for d in metadata.distributions()}
    for name in sorted(found, key=lambda n: str(n).lower())[:1000]:
        print(f"package={name} {found[name]}")
except Exception:
    pass
PY
)
carme_apptainer inspect --labels "$opened" 2>/dev/null | head --bytes=20000 | while IFS= read -r line; do tell label "$line"; done
carme_apptainer exec --containall --no-home --cleanenv "$opened" /bin/sh -c "$look_inside" sh "$program" >"$work/inside" </dev/null || fail "Nothing can be run in $real: it is broken, or made for another processor than the $(uname -m) of this node${"$"}{made_for:+ (it says $made_for)}."
# What runs in the image says what is in it, and nothing of the file itself.
grep --text --extended-regexp '^(python|arch|cuda|package)=' "$work/inside" | head --bytes=150000 >>"$result"
echo >>"$result"
driver=$(nvidia-smi 2>/dev/null | grep -m 1 'Driver Version')
[ -z "$driver" ] || tell driver "$driver"
[ "$(look)" = "$stamp" ] || fail "$real was changed while it was looked at."
tell real "$real"
tell size "$size"
tell stamp "$stamp"
tell digest "sha256:${"$"}{sum%% *}"
echo "carme-hub: $real is ready, sha256:${"$"}{sum%% *}"
`
