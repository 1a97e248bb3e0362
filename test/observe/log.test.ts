/** The log: levels, names, fields and causes. */
import t from "tap"
import { createLog } from "../../hub/observe/log.ts"

function captured(level: string) {
  const lines: string[] = []
  return { lines, log: createLog(level, { write: line => void lines.push(line) }) }
}

t.test("a line is as JupyterHub writes it, with the fields at its end", async t => {
  const { lines, log } = captured("INFO")
  log.info("hello")
  log.child("Proxy").warn("routes", { user: "alice", count: 3, note: "two words", gone: undefined })
  t.match(lines[0], /^\[I \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} JupyterHub\] hello\n$/)
  t.match(lines[1], /^\[W [^\]]* JupyterHub Proxy\] routes user=alice count=3 note="two words"\n$/)
})

t.test("the level leaves out what is below it", async t => {
  for (const [level, letters] of Object.entries({
    debug: "DIWE",
    INFO: "IWE",
    WARNING: "WE",
    warn: "WE",
    ERROR: "E",
  })) {
    const { lines, log } = captured(level)
    log.debug("x")
    log.info("x")
    log.warn("x")
    log.error("x")
    t.equal(lines.map(line => line[1]).join(""), letters, level)
  }
  const { lines, log } = captured("CRITICAL")
  log.error("x")
  t.same(lines, [])
})

t.test("an error brings its stack and those of its causes, indented", async t => {
  const { lines, log } = captured("INFO")
  log.error("Broken", { error: new Error("outer\n[I forged]", { cause: new TypeError("inner") }), user: "a" })
  const [first, ...rest] = (lines[0] ?? "").trimEnd().split("\n")
  t.match(first, /Broken user=a$/)
  t.match(rest.join("\n"), /Error: outer[\s\S]*caused by TypeError: inner/)
  t.ok(rest.every(line => line.startsWith("    ")))
})
