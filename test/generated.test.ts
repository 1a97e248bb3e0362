/** Files that are made from tables are committed as the tables make them, and nothing else lies among them. */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import t from "tap"
import { generatedFiles } from "../hub/generate.ts"
import { filesBelow, readText, root } from "./support/source-files.ts"

for (const [path, make] of generatedFiles) {
  t.test(path, async t => {
    t.ok(existsSync(join(root, path)), "is committed: `npm run generate` writes it")
    t.equal(readText(path), make(), "is what its table makes: `npm run generate` after a change of the table")
  })
}

t.test("the folders of generated files hold nothing else", async t => {
  const folders = new Set([...generatedFiles.keys()].map(path => dirname(path)))
  t.same(
    filesBelow(...folders).filter(path => !generatedFiles.has(path)),
    [],
  )
})
