/** One line of the log: nothing forged, no secret, local time. */
import t from "tap"
import { createLog } from "../../hub/observe/log.ts"
import { logLine } from "../../hub/observe/log-line.ts"

function captured(level: string) {
  const lines: string[] = []
  return { lines, log: createLog(level, { write: line => void lines.push(line) }) }
}

t.test("nobody forges a line or talks to the terminal", async t => {
  const { lines, log } = captured("INFO")
  log.info("Failed login for x\n[I 2026-01-01 00:00:00.000 JupyterHub] all is well\r\x1b[31m\u2028", { name: "a\nb=c" })
  t.equal(lines.length, 1)
  t.equal(lines[0]?.split("\n").length, 2, "one line and its end")
  t.match(lines[0], /\\n\[I 2026.*\\x0d\\x1b\[31m\\u2028 name="a\\nb=c"\n$/)
})

t.test("fields that hold secrets are not shown", async t => {
  const { lines, log } = captured("INFO")
  log.info("x", { token: "abc", password: "p", cookie_id: "c", api_token: "t", token_id: 7, authorization: "token q" })
  t.match(
    lines[0],
    /token=\[secret\] password=\[secret\] cookie_id=\[secret\] api_token=\[secret\] token_id=7 authorization=\[secret\]/,
  )
})

t.test("times are local, to the millisecond", async t => {
  const time = new Date(2026, 10, 23, 4, 24, 24, 7).getTime()
  t.equal(logLine({ level: 60, time, name: "JupyterHub", message: "m" }), "[C 2026-11-23 04:24:24.007 JupyterHub] m\n")
})
