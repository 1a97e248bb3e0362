import { existsSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { packageFolder } from "../../../hub/http/render/package-folder.ts"

t.test("the folder with the templates", async t => {
  t.ok(existsSync(join(packageFolder, "templates", "home.hbs")))
  t.ok(existsSync(join(packageFolder, "share", "static")))
})
