import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { commandWords, quoted, splitWords } from "../../../spawners/slurm/shell-words.ts"

t.test("a site's command line becomes words as a shell would make them", async t => {
  t.same(splitWords("  sbatch --parsable "), ["sbatch", "--parsable"])
  t.same(splitWords(`--comment="a b" --x='c "d"' e\\ f ""`), ["--comment=a b", '--x=c "d"', "e f", ""])
  t.same(splitWords(""), [])
  t.throws(() => splitWords("--comment='a"), { message: /quote that does not end/ })
})

t.test("whatever is quoted is one word to bash, and comes out as it was", async t => {
  for (const text of ["a", "", "a b", "it's", '$HOME `id` \\ "', "a\nb", "*", "~", "--x=y", "!x", "ä"]) {
    const { stdout } = await exec(["bash", "-c", `printf %s ${quoted(text)}`])
    t.equal(stdout, text)
    t.same(splitWords(quoted(text)), [text])
  }
})

t.test("a command of batchspawner's becomes what a shell makes of it, and runs nothing beside", async t => {
  const said = async (text: string) => {
    const line = `printf '<%s>' ${commandWords(text).join(" ")}`
    return (await exec(["bash", "-c", line], { env: { USER: "alice", HOME: "/home/a b", PATH: "/usr/bin:/bin" } }))
      .stdout
  }
  t.equal(await said("prog --flag"), "<prog><--flag>")
  t.equal(
    await said(`--x='{"a": 1}' "--y=$USER z" --h=\${HOME}/n --l='$USER' \\$USER`),
    `<--x={"a": 1}><--y=alice z><--h=/home/a b/n><--l=$USER><$USER>`,
  )
  t.equal(await said("a; id | cat $(id) `id` & > /x *"), "<a;><id><|><cat><$(id)><`id`><&><>></x><*>")
  t.equal(await said(`--headers={"a": "b c"}`), `<--headers={"a": "b c"}>`)
  t.equal(await said("it's"), "<it's>")
  t.equal(await said("''"), "<>")
})
