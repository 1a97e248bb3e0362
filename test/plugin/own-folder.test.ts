import { chownSync, lchownSync, mkdirSync, symlinkSync } from "node:fs"
import t from "tap"
import { exec } from "../../hub/core/exec.ts"
import { ownFolder } from "../../hub/plugin/own-folder.ts"

const asked = async (path: string, shell: string) =>
  (await exec([shell, "-c", `${ownFolder}\nown_folder "$1" 2>/dev/null`, "sh", path])).code === 0

t.test("one's own and the system's", async t => {
  const dir = t.testdir({ mine: {}, link: t.fixture("symlink", "mine") })
  for (const shell of ["sh", "bash"]) {
    for (const path of [`${dir}/mine`, `${dir}/link`, "/tmp"]) t.equal(await asked(path, shell), true, path)
    for (const path of [`${dir}/none`, "-c"]) t.equal(await asked(path, shell), false, path)
  }
})

const skip = process.getuid?.() === 0 ? false : "only root can give files away"
t.test("neither another person's nor what another person's link leads to", { skip }, async t => {
  const dir = t.testdir({ mine: {} })
  mkdirSync(`${dir}/theirs`)
  chownSync(`${dir}/theirs`, 20_002, 20_002)
  symlinkSync("theirs", `${dir}/to-theirs`)
  symlinkSync("mine", `${dir}/by-them`)
  lchownSync(`${dir}/by-them`, 20_002, 20_002)
  for (const name of ["theirs", "to-theirs", "by-them"]) t.equal(await asked(`${dir}/${name}`, "sh"), false, name)
})
