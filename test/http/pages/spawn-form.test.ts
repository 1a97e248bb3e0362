import t from "tap"
import { optionsFromForm, spawnForm, withValues } from "../../../hub/http/pages/spawn-form.ts"
import { startHub } from "../../support/hub.ts"
import { type PageHub, pageHub } from "../../support/page-hub.ts"

const fields = { one: ["1"], empty: [""], many: ["1", ""], box: ["on"], up_file: [{ filename: "a", body: "b" }] }
const html = { kind: "html", html: "" } as const
const alice = async (hub: PageHub) => {
  await hub.as("alice")
  return { user: await hub.user("alice"), serverName: "", rows: new Map() }
}

t.test("form data become options as the site says", async t => {
  const lists = await pageHub(t)
  t.same(await optionsFromForm(lists.core, html, fields, await alice(lists)), fields)
  t.same(await optionsFromForm(lists.core, { kind: "template", template: "x", data: {} }, fields, await alice(lists)), {
    one: "1",
    many: ["1", ""],
    box: "on",
    up_file: { filename: "a", body: "b" },
  })
  const simple = await pageHub(t, { settings: { Spawner: { options_from_form: "simple" } } })
  t.match(await optionsFromForm(simple.core, html, fields, await alice(simple)), {
    one: "1",
    empty: "",
    many: ["1", ""],
    box: true,
  })
})

t.test("no form, the site's HTML, the spawner's HTML", async t => {
  const none = await pageHub(t)
  await none.as("alice")
  t.same(await spawnForm(none.core, await none.user("alice"), "", null), { kind: "none" })
  const own = { form: async () => ({ html: "<b>spawner</b>" }) }
  const site = await pageHub(t, { settings: { Spawner: { options_form: "<b>site</b>" } }, spawner: own })
  await site.as("alice")
  t.same(await spawnForm(site.core, await site.user("alice"), "", null), { kind: "html", html: "<b>site</b>" })
  const spawner = await pageHub(t, { spawner: own })
  await spawner.as("alice")
  t.same(await spawnForm(spawner.core, await spawner.user("alice"), "", null), { kind: "html", html: "<b>spawner</b>" })
})

t.test("what was typed stands above what was there", async t => {
  const form = { kind: "template", template: "x", data: { defaults: { a: "1", b: "2" } } } as const
  t.same(withValues(form, { b: ["3"] }), { ...form, data: { defaults: { a: "1", b: "3" } } })
  t.equal(withValues(html, { b: ["3"] }), html)
})

t.test(
  "a ValueError of the site's function says on the form what was wrong, any other error stays in the log",
  async t => {
    const hub = await startHub(t, {
      configText: `
def options(form):
    if form["gpus"] == ["many"]:
        raise ValueError("gpus must be a number")
    raise RuntimeError("a secret")
c.Spawner.options_form = "<input name='gpus'>"
c.Spawner.options_from_form = options
`,
    })
    const ada = hub.direct()
    await ada.login("ada")
    const wrong = await ada.submit("/hub/spawn", { gpus: "many" })
    t.equal(wrong.status, 200)
    t.match(wrong.text, "gpus must be a number")
    const address = await ada.ask("/hub/spawn?gpus=many")
    t.equal(address.status, 200)
    t.match(address.text, "gpus must be a number")
    const broken = await ada.submit("/hub/spawn", { gpus: "1" })
    t.equal(broken.status, 500)
    t.notMatch(broken.text, "a secret")
  },
)
