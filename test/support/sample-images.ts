/** Images on the test cluster, made by the real Apptainer: whole, signed, encrypted, with ext3, for another processor, with setuid files. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import type { Cluster } from "./cluster.ts"

export interface SampleImages {
  /** A folder of alice's; the images are in it by name. */
  readonly folder: string
  /** `NAME` of those that this machine has the programs for: `encrypted.sif` needs gocryptfs. */
  has(name: string): boolean
}

const gocryptfs = "/usr/bin/gocryptfs"

/**
 * `plain.sqfs` and `plain.sif`, a shell and a file /marker; `signed.sif` by the key in `keys`, `pem.sif` by `keys/site.pem`,
 * `stranger.sif` by another; `altered.sif`, whose bytes were changed after it was signed; `overlay.sif`, to which a
 * layer was added after it; `ext3.sif`, `layer-ext3.sif`, `raw.ext3`; `encrypted.sif`; `arm64.sif`, whose header says so;
 * `short.sif`, cut off; `garbled.sif`, whose table of parts is noise; `lying.sqfs`, whose python3 makes up what a job would say.
 */
export async function sampleImages({ as }: Pick<Cluster, "as">): Promise<SampleImages> {
  const folder = (await as("alice", ["mktemp", "-d", "/home/alice/images-XXXXXX"])).trim()
  const put = (file: string, content: Buffer) =>
    as("alice", ["sh", "-c", 'base64 --decode >"$1" && chmod 755 "$1"', "sh", `${folder}/${file}`], {
      input: content.toString("base64"),
    })
  await put("disk.ext3", execFileSync("/bin/sh", ["-c", makeExt3], { maxBuffer: 8 * 1024 * 1024 }))
  if (existsSync(gocryptfs)) await put("gocryptfs", readFileSync(gocryptfs))
  await as("alice", ["bash", "-s", folder], { input: makeAll })
  return { folder, has: name => name !== "encrypted.sif" || existsSync(gocryptfs) }
}

const makeExt3 = `f=$(mktemp) && PATH=$PATH:/sbin:/usr/sbin mke2fs -q -F -t ext3 "$f" 2M && cat "$f"; rm -f "$f"`

const makeAll = String.raw`set -eu
cd "$1"
exec >/dev/null 2>make.log
mkdir -p fs/bin fs/etc fs/proc fs/sys fs/dev fs/tmp fs/home fs/root fs/var/tmp layer keys
chmod 700 keys
echo good >fs/marker
echo evil >layer/marker
for program in dash id; do
  cp -L "$(command -v $program)" fs/bin/
  for file in $(ldd "$(command -v $program)" | grep -o '/[^ ]*\.so[^ ]*'); do
    mkdir -p "fs$(dirname "$file")"
    cp -L "$file" "fs$file"
  done
done
ln -s dash fs/bin/sh
cp fs/bin/id fs/bin/setuid-id
# Owned by root and setuid in the image, as an image of somebody who is root elsewhere may be.
mksquashfs fs plain.sqfs -all-root -noappend -quiet -no-progress -p 'bin/setuid-id m 4755 0 0'
mksquashfs layer layer.sqfs -all-root -noappend -quiet -no-progress
sif() { # FILE IMAGE TYPE FILE-SYSTEM PROCESSOR
  [ -e "$1" ] || apptainer sif new "$1"
  apptainer sif add "$1" "$2" --datatype 4 --parttype "$3" --partfs "$4" --partarch "$5" --groupid 1
}
sif plain.sif plain.sqfs 2 1 2
sif arm64.sif plain.sqfs 2 1 4
sif ext3.sif disk.ext3 2 2 2
sif layer-ext3.sif plain.sqfs 2 1 2
sif layer-ext3.sif disk.ext3 4 2 2
cp disk.ext3 raw.ext3
head -c 65536 plain.sif >short.sif
cp plain.sif garbled.sif
head -c 24000 /dev/urandom | dd of=garbled.sif bs=1 seek=64 conv=notrunc
cp -r fs lying
cat >lying/bin/python3 <<'P'
#!/bin/sh
echo "digest=sha256:$(printf '%064d' 0)
size=1
stamp=1 1 1.0 1.0
real=/etc/shadow
signed=yes
driver=x
error=made up
python=3.99"
P
chmod 755 lying/bin/python3
mksquashfs lying lying.sqfs -all-root -noappend -quiet -no-progress
key() { apptainer key newpair --keysdir "$1" --name "$1" --email x@example.org --comment x --password "" --push=false --bit-length 2048; }
key keys
mkdir -m 700 other secret
key other
for name in signed altered overlay stranger pem; do cp plain.sif $name.sif; done
for name in signed altered overlay; do APPTAINER_KEYSDIR=$PWD/keys apptainer sign $name.sif; done
APPTAINER_KEYSDIR=$PWD/other apptainer sign stranger.sif
openssl genrsa -out secret/site.pem 2048
openssl rsa -in secret/site.pem -pubout -out keys/site.pem
apptainer sign --key secret/site.pem pem.sif
mv keys/pgp-secret secret/
printf X | dd of=altered.sif bs=1 seek=40000 conv=notrunc
sif overlay.sif layer.sqfs 4 1 2
if [ -e gocryptfs ]; then
  apptainer build --sandbox sandbox plain.sif
  PATH=$PWD:$PATH APPTAINER_ENCRYPTION_PASSPHRASE=secret apptainer build --encrypt encrypted.sif sandbox
fi
`
