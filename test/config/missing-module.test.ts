import t from "tap"
import { MissingModule } from "../../hub/config/missing-module.ts"
import { evaluatePythonFile } from "../../hub/config/python-file.ts"
import { startPiped } from "../../hub/core/exec.ts"
import { pythonEnv } from "../support/python.ts"
import { siteFolder } from "../support/site-config.ts"

const text = `
from not_there.inside import SomeSpawner, helper
class Own(SomeSpawner):
    pass
helper("x")
c.JupyterHub.spawner_class = Own
`

t.test(
  "a package that is not installed is told by name, file and line; one that need not be is stood in for",
  async t => {
    const cwd = siteFolder(t, { "site.py": text })
    const place = { cwd, env: pythonEnv(), startPiped }
    const file = `${cwd}/site.py`
    const error = await evaluatePythonFile(file, place).catch(error => error)
    t.type(error, MissingModule)
    t.match(error, { module: "not_there", file, line: 2, message: /^site\.py, line 2: ModuleNotFoundError/ })
    const { sections, python } = await evaluatePythonFile(file, place, ["not_there"])
    await python?.close()
    t.match(sections, { JupyterHub: { spawner_class: { repr: "class Own", kind: "class" } } })
    await t.rejects(evaluatePythonFile(file, place, ["other"]), { name: "MissingModule", module: "not_there" })
  },
)
