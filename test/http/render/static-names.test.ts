import { existsSync } from "node:fs"
import t from "tap"
import { staticName } from "../../../hub/http/render/static-names.ts"

t.equal(staticName("css/carme.css"), "css/carme.css", "a name of ours stays")
t.equal(staticName("constructor"), "constructor", "and so does one that every object has")
const files = ["css/style.min.css", "favicon.ico", "images/jupyter.png", "images/jupyterhub-80.png", "js/darkmode.js"]
const modules = ["home", "jhapi", "not_running", "token", "utils"].map(name => `js/${name}.js`)
for (const name of [...files, ...modules]) {
  t.not(staticName(name), name)
  t.ok(existsSync(new URL(`../../../share/static/${staticName(name)}`, import.meta.url)), `${name} leads to a file`)
}
