/** Images and the real Apptainer, as an ordinary user: what a job finds out, which are refused and why, and what a start does. */
import t from "tap"
import { readFacts } from "../../../hub/core/containers/image-facts.ts"
import { imageScript } from "../../../hub/core/containers/image-script.ts"
import { checkedImage, type PinnedImage } from "../../../spawners/apptainer/checked-image.ts"
import { quoted } from "../../../spawners/slurm/shell-words.ts"
import { taskScript } from "../../../spawners/slurm/task-script.ts"
import { cluster } from "../../support/cluster.ts"
import { noon } from "../../support/rows.ts"
import { sampleImages } from "../../support/sample-images.ts"

const lab = await cluster(t)

if (lab) {
  const images = await sampleImages(lab)
  const { folder } = images
  t.teardown(() => lab.as("alice", ["sh", "-c", 'chmod -R u+rwX "$1"; rm -rf -- "$1"', "sh", folder]))

  /** As the job of a task would, without Slurm around it. */
  const measure = async (file: string, values: Record<string, string> = {}) => {
    const files = { folder, log: `${folder}/log`, input: `${folder}/input`, result: `${folder}/result` }
    const all = { kind: "measure", image: `${folder}/${file}`, uri: "", roots: folder, insecure: "no", library: "" }
    const task = { id: "carme-test", script: imageScript, values: { ...all, ...limits, keys: "", ...values } }
    const site = { apptainer: ["apptainer"], scratchDir: "/tmp", req: { prologue: "" } } as never
    const script = taskScript(task, { name: "alice", home: "/home/alice" } as never, files, site)
    const run = "cat >script; : >log; bash script >>log 2>&1 </dev/null; cat result"
    return readFacts(await lab.as("alice", ["sh", "-c", `cd ${folder}; ${run}`], { input: script }), noon)
  }
  const limits = { most_mb: "100", most_text: "the most here" }
  const why = async (file: string, values?: Record<string, string>) => {
    const told = await measure(file, values)
    return told.kind === "error" ? told.message : told.kind
  }

  t.test("what is whole is measured", async t => {
    for (const file of ["plain.sif", "plain.sqfs"]) {
      const told = await measure(file)
      t.match(told, { kind: "facts", facts: { digest: /^sha256:/, size: Number } }, file)
      if (told.kind === "facts") t.equal(told.facts.signed, undefined, "nobody asked for a signature")
    }
  })

  t.test("ext3, another processor, too large: each is told as what it is", async t => {
    t.match(await why("ext3.sif"), /holds an ext3 file system, which is not allowed/)
    t.match(await why("layer-ext3.sif"), /holds an ext3 file system, which is not allowed/)
    t.match(await why("raw.ext3"), /is neither a SIF nor a squashfs image/)
    t.match(await why("arm64.sif"), /made for another processor than the x86_64 of this node \(it says arm64\)/)
    t.match(
      await why("plain.sif", { most_mb: "1", most_text: "what is left" }),
      /has 1 MiB; it may have 1 MiB, which is what is left/,
    )
  })

  const noGocryptfs = images.has("encrypted.sif") ? false : "no gocryptfs here (Debian: apt-get install gocryptfs)"
  t.test("encrypted", { skip: noGocryptfs }, async t => {
    t.match(await why("encrypted.sif"), /is encrypted: a job has no key to open it with/)
  })

  t.test("cut off, garbled, no file, somebody else's", async t => {
    t.match(await why("short.sif"), /is a SIF image that is cut off or broken|Nothing can be run/)
    t.match(await why("garbled.sif"), /is a SIF image that is cut off or broken/)
    t.match(await why("fs"), /is no file/)
    await lab.as("alice", ["mkfifo", `${folder}/pipe.sif`])
    t.match(await why("pipe.sif"), /is no file/)
    const theirs = (await lab.as("bob", ["mktemp", "--suffix=.sif"])).trim()
    await lab.as("bob", ["sh", "-c", `chmod 644 ${theirs}; cp /srv/images/jupyter.sqfs ${theirs}`])
    t.match(await why("", { image: theirs, roots: "/tmp", most_mb: "1000" }), /belongs to somebody else/)
    await lab.as("bob", ["rm", theirs])
    t.match(await why("plain.sif", { roots: `${folder}/keys` }), /is outside the folders/)
  })

  t.test("a build: made, and ended where it would be larger than it may be", async t => {
    const post = `Bootstrap: localimage\nFrom: ${folder}/plain.sif\n%post\n  while read line; do echo "$line"; done </marker >/copy\n`
    await lab.as("alice", ["sh", "-c", `cat >${folder}/input`], { input: post })
    const image = `${folder}/made/built.sif`
    const built = await measure("", { kind: "build", image, most_mb: "20" })
    t.match(built, { kind: "facts", real: image }, JSON.stringify(built))
    await lab.as("alice", ["rm", image])
    t.match(
      await why("", { kind: "build", image, most_mb: "1", most_text: "what is left" }),
      /, would be larger than 1 MiB, which is what is left/,
    )
    t.equal(await lab.as("alice", ["ls", `${folder}/made`]), "", "nothing is left of it")
    const broken = `Bootstrap: localimage\nFrom: ${folder}/plain.sif\n%post\n  false\n`
    await lab.as("alice", ["sh", "-c", `cat >${folder}/input`], { input: broken })
    t.match(await why("", { kind: "build", image, most_mb: "20" }), /could not make the image \(exit code 255\)/)
  })

  t.test("what runs in an image does not say what the image is", async t => {
    const told = await measure("lying.sqfs")
    t.match(told, { kind: "facts", real: `${folder}/lying.sqfs`, facts: { python: "3.99" } })
    if (told.kind !== "facts") return
    t.ok(told.facts.size > 1)
    t.match(await lab.as("alice", ["sha256sum", told.real]), told.facts.digest.slice(7))
    t.same([told.facts.signed, told.facts.driver], [undefined, undefined])
  })

  t.test("signed by a key of the site, or not", async t => {
    const keys = `${folder}/keys`
    for (const [file, signed] of [
      ["signed.sif", true],
      ["pem.sif", true],
      ["plain.sif", false],
      ["plain.sqfs", false],
      ["stranger.sif", false],
      ["altered.sif", false],
      ["overlay.sif", false],
    ] as const) {
      const told = await measure(file, { keys })
      // What was altered may not run at all; it must not be called signed.
      if (told.kind === "facts" || signed) t.match(told, { kind: "facts", facts: { signed } }, file)
      else t.match(told, { kind: "error" }, file)
    }
    t.match(await measure("signed.sif", { keys: `${folder}/nowhere` }), { facts: { signed: false } }, "without keys")
  })

  /** The part of a job's script that opens and checks, and `command` in the image; its last line is the exit code. */
  const start = (file: string, command: string, pinned: Omit<PinnedImage, "image"> = {}) => {
    const { lines, word } = checkedImage({ image: `${folder}/${file}`, ...pinned }, ["apptainer"], quoted)
    const script = `(${lines}\napptainer exec ${word} /bin/sh -c ${quoted(command)}) 2>&1; echo "code $?"\n`
    return lab.as("alice", ["bash", "-s"], { input: script })
  }

  t.test("at a start: only what a key of the site signed, where the policy asks for it", async t => {
    const signedBy = `${folder}/keys`
    const read = "read word </marker; echo $word"
    for (const file of ["signed.sif", "pem.sif"]) t.match(await start(file, read, { signedBy }), /^good\ncode 0/m, file)
    for (const file of ["plain.sif", "plain.sqfs", "stranger.sif", "altered.sif", "overlay.sif"]) {
      const told = await start(file, read, { signedBy })
      t.match(told, /is not signed by a key of this site\. Choose another container\.\ncode 79/, file)
      t.notMatch(told, /^(good|evil)$/m)
    }
    for (const file of ["plain.sif", "stranger.sif"]) t.match(await start(file, read), /^good\ncode 0/m, `${file}, off`)
  })

  t.test("at a start: a setuid file of root gains nothing", async t => {
    const command =
      "setuid-id -u; while read name value; do case $name in NoNewPrivs:) echo $name $value ;; esac; done </proc/self/status"
    for (const file of ["plain.sif", "plain.sqfs"]) {
      t.match(await start(file, command), /^20001\nNoNewPrivs: 1\ncode 0/m, file)
    }
    t.match(await start("plain.sif", "id -u"), /^20001$/m)
    t.match(await start("plain.sif", "test -u /bin/setuid-id"), /code 0/, "it is one")
  })

  t.test("at a start: what cannot be opened says why", async t => {
    t.match(await start("arm64.sif", "id"), /architecture \(arm64\) could not run on the host's \(amd64\)/)
    if (!noGocryptfs)
      t.match(await start("encrypted.sif", "id"), /encryption: required option --passphrase or --pem-path missing/)
  })
}
