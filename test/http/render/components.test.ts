import { existsSync } from "node:fs"
import t from "tap"
import { componentFile } from "../../../hub/http/render/components.ts"

t.test("the libraries that JupyterHub serves are there, and nothing beside them", async t => {
  for (const path of [
    "components/jquery/dist/jquery.min.js",
    "components/requirejs/require.js",
    "components/moment/moment.js",
    "components/bootstrap/dist/js/bootstrap.bundle.min.js",
    "components/bootstrap/dist/css/bootstrap.min.css",
    "components/calendar/dist/event-calendar.min.js",
    "components/calendar/dist/event-calendar.min.css",
    "components/luxon/build/es6/luxon.mjs",
    "components/uplot/dist/uPlot.esm.js",
    "components/uplot/dist/uPlot.min.css",
  ])
    t.ok(existsSync(componentFile(path) ?? ""), path)
  for (const path of [
    "components/jquery/package.json",
    "components/jquery/dist/../package.json",
    "components/express/index.js",
    "components/constructor/dist/x",
    "components/../package.json",
    "js/home.js",
  ])
    t.equal(componentFile(path), null, path)
})
