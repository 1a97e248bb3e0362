import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { quoted, splitWords } from "../../../spawners/slurm/shell-words.ts"

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
