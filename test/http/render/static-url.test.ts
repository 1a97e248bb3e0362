import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { staticFolder, staticUrls } from "../../../hub/http/render/static-url.ts"

t.test("an address holds the hash of the content", async t => {
  const url = staticUrls("/prefix/hub/")
  const hash = createHash("sha512")
    .update(readFileSync(join(staticFolder, "js/theme.js")))
    .digest("hex")
  t.equal(url("js/theme.js"), `/prefix/hub/static/js/theme.js?v=${hash.slice(0, 32)}`)
  t.equal(url("js/none.js"), "/prefix/hub/static/js/none.js", "what is not there has none")
  t.equal(url("../../package.json"), "/prefix/hub/static/../../package.json", "nothing outside is read")
})
