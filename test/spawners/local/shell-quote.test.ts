/** Words stay words for a shell. */
import { execFileSync } from "node:child_process"
import t from "tap"
import { shellQuote } from "../../../spawners/local/shell-quote.ts"

t.test("through a real shell", async t => {
  const words = ["plain", "a b", "it's", "$HOME `id` $(id)", "", 'say "x"', "a;b|c&d>e", "-n\n-e", "*", "ü"]
  const out = execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${shellQuote(words)}`], { encoding: "utf8" })
  t.same(out.split("\0").slice(0, -1), words)
})
