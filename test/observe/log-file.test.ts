/** The log goes to a file as well. */
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { createLog } from "../../hub/observe/log.ts"
import { alsoToFile } from "../../hub/observe/log-file.ts"

t.test("a log file gets the same lines and is its owner's alone", async t => {
  const path = join(t.testdir(), "hub.log")
  const lines: string[] = []
  const log = createLog("info", alsoToFile(path, { write: line => void lines.push(line) }))
  log.info("both")
  t.equal(readFileSync(path, "utf8"), lines.join(""))
  t.equal(statSync(path).mode & 0o777, 0o600)
})
