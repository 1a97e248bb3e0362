/** The type checker and the linter have nothing to say. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import t from "tap"
import { plainNode } from "./support/plain-node.ts"
import { root } from "./support/source-files.ts"

const [program, ...nodeArgs] = plainNode

for (const [what, ...argv] of [
  ["tsc", "typescript/bin/tsc", "--noEmit", "-p", "."],
  ["biome", "@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--colors=off", "."],
]) {
  t.test(String(what), async t => {
    const [script = "", ...args] = argv
    const done = spawnSync(program, [...nodeArgs, join(root, "node_modules", script), ...args], {
      cwd: root,
      encoding: "utf8",
    })
    t.equal(done.status, 0, `${what} is content`, { output: `${done.stdout}${done.stderr}` })
  })
}
