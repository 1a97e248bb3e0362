/** The log goes to a file as well, and a disk that is full does no harm. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import t from "tap"
import { createLog } from "../../hub/observe/log.ts"
import { alsoToFile } from "../../hub/observe/log-file.ts"

function place(path: string) {
  const lines: string[] = []
  return { lines, log: createLog("info", alsoToFile(path, { write: line => void lines.push(line) })) }
}

t.test("a log file gets the same lines and is its owner's alone", async t => {
  const path = join(t.testdir(), "hub.log")
  const { lines, log } = place(path)
  log.info("both")
  t.equal(readFileSync(path, "utf8"), lines.join(""))
  t.equal(statSync(path).mode & 0o777, 0o600)
})

t.test(
  "a full disk is told of once, and so is that there is room again",
  { skip: process.getuid?.() !== 0 },
  async t => {
    const folder = mkdtempSync(join(tmpdir(), "carme-log-"))
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder])
    t.teardown(() => {
      // The log has its file open to the end of the process.
      execFileSync("umount", ["--lazy", folder])
      rmSync(folder, { recursive: true })
    })
    const path = join(folder, "hub.log")
    const { lines, log } = place(path)
    log.info("before")
    const fill = () => {
      for (let i = 0; i < 64; i++) writeFileSync(join(folder, "other"), "x".repeat(4096), { flag: "a" })
    }
    t.throws(fill, { code: "ENOSPC" })
    const rest = "y".repeat(3000)
    for (let i = 0; i < 5; i++) log.info(rest)
    const told = () => lines.filter(line => line.startsWith("The log file"))
    t.match(told(), [/hub\.log cannot be written to, its lines are lost until it can: ENOSPC/])
    t.equal(told().length, 1)
    t.equal(lines.filter(line => line.includes(rest)).length, 5, "the other place has them all")
    rmSync(join(folder, "other"))
    log.info("after")
    t.match(told()[1], /can be written to again; [345] lines are missing there/)
    const text = readFileSync(path, "utf8").split("\n")
    t.match(text.at(0), /before$/)
    t.match(text.at(-2), /^\[I .* after$/, "on a line of its own")
  },
)
