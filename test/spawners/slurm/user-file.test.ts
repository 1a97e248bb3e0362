/** Files as the real programs write them. */
import { chownSync, lchownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { writeUserFile } from "../../../spawners/slurm/user-file.ts"
import { slurmContext } from "../../support/slurm.ts"

const context = slurmContext({}, { exec })
const root = { uid: process.getuid?.() ?? 0, home: "/root" }
const mode = (path: string) => statSync(path).mode & 0o777

t.test("the folder and the file are the person's alone, whatever the umask", async t => {
  const open = ["sh", "-c", 'umask 000; exec "$@"', "sudo-stand-in"]
  const file = join(t.testdir(), "a/b/run.env")
  await writeUserFile(open, file, "SECRET=1\0é", context, root)
  t.equal(readFileSync(file, "utf8"), "SECRET=1\0é")
  t.equal(mode(file), 0o600)
  t.equal(mode(join(t.testdirName, "a/b")), 0o700)
  await writeUserFile(open, file, "short", context, root)
  t.equal(readFileSync(file, "utf8"), "short", "nothing of what was there is left")
})

t.test("a prefix that joins its words for a shell, as ssh does, changes nothing", async t => {
  const ssh = ["sh", "-c", 'exec sh -c "$*"', "ssh-stand-in"]
  const file = join(t.testdir(), "made/run.env")
  await writeUserFile(ssh, file, "x".repeat(100_000), context, root)
  t.equal(readFileSync(file, "utf8").length, 100_000)
  t.equal(mode(file), 0o600)
})

t.test("a file that others can read is closed before it is written, and a link is not followed", async t => {
  const folder = t.testdir({ "open.env": "old", precious: "keep" })
  writeFileSync(join(folder, "open.env"), "old", { mode: 0o644 })
  await writeUserFile([], join(folder, "open.env"), "new", context, root)
  t.equal(mode(join(folder, "open.env")), 0o600)
  symlinkSync(join(folder, "precious"), join(folder, "link.env"))
  await writeUserFile([], join(folder, "link.env"), "new", context, root)
  t.equal(readFileSync(join(folder, "precious"), "utf8"), "keep")
  mkdirSync(join(folder, "folder.env"))
  await t.rejects(writeUserFile([], join(folder, "folder.env"), "new", context, root), {
    status: 403,
    message: /folder\.env/,
  })
})

t.test("what is no folder is told in the program's words", async t => {
  const folder = t.testdir({ plain: "a file" })
  await t.rejects(writeUserFile([], join(folder, "plain/run.env"), "x", context, root), {
    status: 403,
    message: /could not be written to your home folder: mkdir: .*plain/,
  })
})

const skip = process.getuid?.() === 0 ? false : "only root can give files away"
t.test("no secret is written into a folder that somebody else made, nor where their link leads", { skip }, async t => {
  const folder = t.testdir({ made: {}, mine: {} })
  chownSync(join(folder, "made"), 20_002, 20_002)
  symlinkSync("mine", join(folder, "link"))
  lchownSync(join(folder, "link"), 20_002, 20_002)
  for (const name of ["made", "link"]) {
    const file = join(folder, name, "run.env")
    await t.rejects(writeUserFile([], file, "SECRET=1", context, root), { status: 403, message: /belongs to somebody/ })
    t.equal(readFileSync(file, "utf8"), "", name)
  }
  await writeUserFile([], join(folder, "made/run.env"), "theirs to answer for", context, { ...root, home: folder })
})
