/** Lines by the site's template are what Python's logging makes of it. */
import { execFileSync } from "node:child_process"
import t from "tap"
import { createLog } from "../../hub/observe/log.ts"
import { logFormat } from "../../hub/observe/log-format.ts"
import { pythonProgram } from "../support/python.ts"

const templates = [
  "%(asctime)s %(levelname)s %(name)s: %(message)s",
  "[%(levelname)1.1s %(asctime)s.%(msecs)03d %(name)s] %(message)s",
  "%(levelname)-8s|%(levelname)8s|%(levelno)d|%(levelno)05d|100%%|%(message).4s",
  "%(asctime)s,%(msecs).03d %(created)f %(message)s",
]
const time = 1795824584007
const dates = "%d/%m/%Y %H:%M:%S %a"

const code = `
import json, logging, sys
out = []
for template in json.loads(sys.argv[1]):
    record = logging.makeLogRecord({"name": "JupyterHub Proxy", "levelno": 30, "levelname": "WARNING", "msg": "100% of it"})
    record.created, record.msecs = ${time} / 1000, ${time % 1000}
    out.append(logging.Formatter(template, ${JSON.stringify(dates)}).format(record))
print(json.dumps(out))
`

t.test("the same as Python's", async t => {
  const expected = JSON.parse(
    execFileSync(pythonProgram("python"), ["-c", code, JSON.stringify(templates)], { encoding: "utf8" }),
  )
  const parts = { level: "WARNING", name: "JupyterHub Proxy", message: "100% of it", time } as const
  t.same(
    templates.map(template => logFormat(template, dates)(parts)),
    expected,
  )
})

t.test("a line of it stays one line, and a stack follows", async t => {
  const lines: string[] = []
  const format = logFormat("%(highlevel)s%(color)s%(message)s%(pathname)s", "%H")
  const log = createLog("INFO", { write: line => void lines.push(line) }, { format })
  log.warn("a\nb", { cause: new Error("c") })
  log.info("d", { token: "secret" })
  t.match(lines, [/^ WARNING \|a\\nb\n {4}Error: c\n {4} /, "d token=[secret]\n"])
})
