import t from "tap"
import { isPathTemplate } from "../../../hub/config/carme/path-rule.ts"

const names = ["username", "home", "group"]

t.test("absolute paths, with placeholders as whole parts", async t => {
  for (const path of ["/data", "/data/", "/beegfs/{group}/{username}", "{home}", "{home}/work", "/it's a path"]) {
    t.ok(isPathTemplate(path, names), path)
  }
})

t.test("nothing that could be read as more, or lead elsewhere", async t => {
  const wrong = ["", "/", "//", "data", "/a//b", "/a/../b", "/a/.", "/a:/b", "/a,b", '/a"', "/a\\", "/a\nb", "/a\0"]
  const placeholders = ["/x{username}", "/{home}", "/a/{home}/b", "{username}/a", "/{nobody}", "/{group", "/a/{group}s"]
  for (const path of [...wrong, ...placeholders]) t.notOk(isPathTemplate(path, names), JSON.stringify(path))
  t.notOk(isPathTemplate("{home}/a", ["username"]), "a placeholder that does not belong there")
})
