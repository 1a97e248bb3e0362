import t from "tap"
import { shellWords } from "../../hub/config/shell-words.ts"

t.test("splits as Python's shlex does", async t => {
  t.same(shellWords("sudo  -u\t{username}"), ["sudo", "-u", "{username}"])
  t.same(shellWords(`a 'b c' "d \\"e\\" \\n" f\\ g ''`), ["a", "b c", 'd "e" \\n', "f g", ""])
  t.same(shellWords("x'y z'w"), ["xy zw"])
  t.same(shellWords("  "), [])
  t.same(shellWords("echo $HOME `id` ; rm"), ["echo", "$HOME", "`id`", ";", "rm"], "nothing is expanded or run")
})

t.test("a quote without its end is an error", async t => {
  t.throws(() => shellWords("a 'b"), { message: /never closed/ })
})
