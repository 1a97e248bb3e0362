import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { exec } from "../../../hub/core/exec.ts"
import { startHub } from "../../support/hub.ts"
import { pythonEnv } from "../../support/python.ts"
import { untilServer } from "../../support/server-states.ts"

const handlers = `
import logging
c.EventLogger.handlers = [logging.FileHandler("events.jsonl")]
`

/** The same event as JupyterHub's own library writes it. */
const reference = `
import json, logging, pathlib, sys, jupyterhub
from datetime import datetime
from jupyter_events.logger import EventLogger
from traitlets.config import Config
config = Config()
config.EventLogger.handlers = [logging.StreamHandler(sys.stdout)]
events = EventLogger(config=config)
for schema in (pathlib.Path(jupyterhub.__file__).parent / "event-schemas").glob("**/*.yaml"):
    events.register_event_schema(schema)
for line in open(sys.argv[1]):
    event = json.loads(line)
    data = {key: value for key, value in event.items() if not key.startswith("__")}
    events.emit(schema_id=event["__schema__"], data=data,
                timestamp_override=datetime.fromisoformat(event["__timestamp__"][:-1]))
`

t.test("starts and stops are written, line by line as JupyterHub writes them; an end by itself is not", async t => {
  const hub = await startHub(t, { configText: handlers, env: pythonEnv() })
  const file = join(hub.folder, "events.jsonl")
  const events = () =>
    existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter(line => line !== "")
      : []
  const ada = hub.client()
  await ada.login("ädam")
  const name = encodeURIComponent("ädam")
  t.match((await ada.api("POST", `/users/${name}/server`)).status, /20[12]/)
  await untilServer(ada, name, server => server?.ready === true)
  t.match((await ada.api("DELETE", `/users/${name}/server`)).status, /20[24]/)
  await untilServer(ada, name, server => server === null || server.stopped)
  await hub.stop()
  const seen = events()
  t.match(
    seen.map(line => JSON.parse(line)),
    [
      { action: "start", username: "ädam", servername: "" },
      { action: "stop", username: "ädam", servername: "" },
    ],
  )
  const { stdout, stderr } = await exec(["python3", "-c", reference, file], { env: pythonEnv(), cwd: hub.folder })
  t.equal(stdout, `${seen.join("\n")}\n`, stderr)
})

t.test("handlers of another kind end the start, with the line; a function may give them", async t => {
  await t.rejects(startHub(t, { configText: "c.EventLogger.handlers = ['x']\n", env: pythonEnv() }), {
    message: /must be a list of logging\.Handler/,
  })
  const given = "import logging\nc.EventLogger.handlers = lambda: [logging.NullHandler()]\n"
  const hub = await startHub(t, { configText: given, env: pythonEnv() })
  t.not(hub.core.config.hook("EventLogger.handlers"), null)
})
