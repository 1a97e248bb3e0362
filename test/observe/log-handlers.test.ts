/** What the hub logs reaches real handlers of Python's logging. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import t, { type Test } from "tap"
import { createLog } from "../../hub/observe/log.ts"
import { logHandlers } from "../../hub/observe/log-handlers.ts"
import { loadPython } from "../support/site-config.ts"

async function logged(t: Test, text: string) {
  const { config, python } = await loadPython(t, text)
  const record = config.hook("JupyterHub.extra_log_handlers")
  if (record === null || python === null) throw new Error("there are no handlers")
  const complaints: string[] = []
  const also = logHandlers(record, python.call, complaint => void complaints.push(complaint))
  const log = createLog("DEBUG", { write: () => {} }, { also })
  // Calls are answered in their order: after this one all entries are written.
  const written = () => python.call(record, ["DEBUG", "test", "the end", 0]).catch(() => {})
  return { log, complaints, written }
}

t.test("extra_log_handlers and those of logging_config, each from its level on", async t => {
  const folder = t.testdir()
  const file = (name: string) => JSON.stringify(join(folder, name))
  const { log, complaints, written } = await logged(
    t,
    `
import logging
handler = logging.FileHandler(${file("extra.log")})
handler.setLevel(logging.WARNING)
c.JupyterHub.extra_log_handlers = [handler]
c.Application.log_format = "%(levelname)s %(name)s %(message)s"
c.Application.logging_config = {
    "handlers": {
        "all": {"class": "logging.FileHandler", "filename": ${file("all.log")}, "formatter": "short"},
    },
    "formatters": {"short": {"format": "%(levelname)1.1s %(message)s"}},
    "loggers": {"JupyterHub": {"handlers": ["console", "all"]}},
}
`,
  )
  log.debug("looking")
  log.child("Proxy").warn("gone", { route: "/x", token: "secret" })
  log.error("broken\nline")
  await written()
  t.equal(
    readFileSync(join(folder, "extra.log"), "utf8"),
    "WARNING JupyterHub Proxy gone route=/x token=[secret]\nERROR JupyterHub broken\\nline\n",
  )
  t.equal(
    readFileSync(join(folder, "all.log"), "utf8"),
    "D looking\nW gone route=/x token=[secret]\nE broken\\nline\nD the end\n",
  )
  t.same(complaints, [])
})

t.test("handlers that fail are complained of once", async t => {
  const { log, complaints, written } = await logged(
    t,
    `
import logging
class Broken(logging.Handler):
    def handle(self, record):
        raise RuntimeError("no disk")
c.JupyterHub.extra_log_handlers = [Broken()]
`,
  )
  for (const text of ["a", "b", "c"]) log.info(text)
  await written()
  t.match(complaints, [/^The log handlers of the configuration failed: .*\n$/])
  t.equal(complaints.length, 1)
})

t.test("what is no handler ends the start", async t => {
  await t.rejects(loadPython(t, "c.JupyterHub.extra_log_handlers = ['x']\n"), {
    message: /must be a list of logging.Handler/,
  })
})
