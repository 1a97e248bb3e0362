import { readFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { ConfigError } from "../../hub/config/config-error.ts"
import { writeConfigFile } from "../../hub/config/write-config-file.ts"
import { siteFolder } from "../support/site-config.ts"

t.test("writes a new file, and over an old one only with -y", async t => {
  const folder = siteFolder(t, { "old.py": "mine" })
  await writeConfigFile(join(folder, "new.py"), false)
  t.match(readFileSync(join(folder, "new.py"), "utf8"), /# c\.JupyterHub\.port = 8000/)
  // No terminal here that could be asked.
  await t.rejects(writeConfigFile(join(folder, "old.py"), false), {
    constructor: ConfigError,
    message: /-y overwrites it/,
  })
  t.equal(readFileSync(join(folder, "old.py"), "utf8"), "mine")
  await writeConfigFile(join(folder, "old.py"), true)
  t.match(readFileSync(join(folder, "old.py"), "utf8"), /c = get_config\(\)/)
})

t.test("the folder must be there", async t => {
  await t.rejects(writeConfigFile("/no/such/folder/x.py", true), { message: /does not exist/ })
})
