/** The check before a start, run by a real bash: what was opened and checked is what runs, whatever the path leads to by then. */
import { createHash } from "node:crypto"
import { appendFileSync, chmodSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { checkedImage, type PinnedImage } from "../../../spawners/apptainer/checked-image.ts"
import { quoted } from "../../../spawners/slurm/shell-words.ts"

const env = { PATH: "/usr/bin:/bin" }
const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`

/** Runs the check, then `before`, then prints what the image's word holds. */
async function run(pinned: PinnedImage, before = "", apptainer: readonly string[] = ["apptainer"]) {
  const { lines, word } = checkedImage(pinned, apptainer, quoted)
  return exec(["bash"], { env, input: `${lines}\n${before}\ncat ${word}\n` })
}

const stampOf = async (image: string) =>
  (await exec(["stat", "-L", "--format=%i %s %.9Y %.9Z", image], { env })).stdout.trim()

t.test("the content that is pinned runs, and no other", async t => {
  const dir = t.testdir({ "a b'$(id).sif": "good" })
  const image = `${dir}/a b'$(id).sif`
  t.match(await run({ image }), { code: 0, stdout: "good" }, "without a digest nothing is checked")
  t.match(await run({ image, digest: digestOf("good") }), { code: 0, stdout: "good" })
  const other = await run({ image, digest: digestOf("other") })
  t.match(other, { code: 79, stdout: "" })
  t.match(other.stderr, /is not what it was: its digest is sha256:[0-9a-f]{64}, not sha256:/)
})

t.test("a swap after the check changes nothing, by rename or by symlink", async t => {
  const dir = t.testdir({ "i.sif": "good", "evil.sif": "evil" })
  const image = `${dir}/i.sif`
  const pinned = { image, digest: digestOf("good") }
  t.match(await run(pinned, `mv ${dir}/evil.sif ${image}`), { code: 0, stdout: "good" })
  const linked = t.testdir({ "good.sif": "good", "evil.sif": "evil" })
  symlinkSync(`${linked}/good.sif`, `${linked}/l.sif`)
  const swap = `ln -sf ${linked}/evil.sif ${linked}/l.sif`
  t.match(await run({ image: `${linked}/l.sif`, digest: digestOf("good") }, swap), { code: 0, stdout: "good" })
  t.match(await run({ image: `${linked}/l.sif`, digest: digestOf("good") }), { code: 79 }, "the next start sees it")
})

t.test("swapped all the time, only the good one ever runs", async t => {
  const dir = t.testdir({ good: "good", evil: "evil" })
  const image = `${dir}/i.sif`
  symlinkSync(`${dir}/good`, image)
  const { lines, word } = checkedImage({ image, digest: digestOf("good") }, ["apptainer"], quoted)
  const input = `(while :; do ln -sfn ${dir}/evil ${image}; ln -sfn ${dir}/good ${image}; done) 2>/dev/null & swapper=$!
for i in $(seq 60); do (\n${lines}\ncat ${word}; echo ) 2>/dev/null; done
kill $swapper`
  const { stdout } = await exec(["bash"], { env, input, timeoutMs: 60_000 })
  t.ok(stdout.split("\n").includes("good"))
  t.notMatch(stdout, "evil")
})

t.test("the quick look holds for the very file alone, and its owner cannot forge it", async t => {
  const dir = t.testdir({ "i.sif": "good", "o.sif": "evil" })
  const image = `${dir}/i.sif`
  const wrong = digestOf("never computed")
  const stamp = await stampOf(image)
  t.match(await run({ image, digest: wrong, stamp }), { code: 0 }, "the file is as it was: not read again")
  const { mtime } = statSync(image)
  writeFileSync(image, "evil")
  await exec(["touch", `--date=@${mtime.getTime() / 1000}`, image], { env })
  t.match(await run({ image, digest: wrong, stamp }), { code: 79 }, "of the same size and time")
  renameSync(`${dir}/o.sif`, image)
  t.match(await run({ image, digest: digestOf("good"), stamp }), { code: 79 }, "another file")
  appendFileSync(image, "more")
  t.match(await run({ image, digest: digestOf("good"), stamp }), { code: 79 })
})

t.test("what is gone, or no file", async t => {
  const dir = t.testdir({ folder: {} })
  for (const image of [`${dir}/none.sif`, `${dir}/folder`, "/dev/zero"]) {
    const { code, stderr } = await run({ image, digest: digestOf("x") })
    t.equal(code, 79, image)
    t.match(stderr, /cannot be opened/)
  }
})

t.test("where a signature is wanted, apptainer is asked about the opened file, with the site's keys", async t => {
  const dir = t.testdir({ "i.sif": "good", keys: { "pgp-public": "k" } })
  // A stand-in that says what it was asked; real keys and images: test/core/containers/image-script.test.ts.
  const apptainer = `${dir}/apptainer`
  writeFileSync(
    apptainer,
    `#!/bin/bash\necho "$@ $(cat $APPTAINER_KEYSDIR/pgp-public) $(cat \${@: -1})" >&2\nexit $VERDICT\n`,
  )
  chmodSync(apptainer, 0o755)
  const pinned = { image: `${dir}/i.sif`, signedBy: `${dir}/keys` }
  const asked = (verdict: number) => run(pinned, "", ["env", `VERDICT=${verdict}`, apptainer])
  t.match(await asked(0), { code: 0, stdout: "good", stderr: /verify --local \/proc\/self\/fd\/\d+ k good/ })
  t.match(await asked(255), { code: 79, stdout: "", stderr: /is not signed by a key of this site/ })
})
