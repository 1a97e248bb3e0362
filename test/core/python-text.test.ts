/** Values as Python writes them. */
import t from "tap"
import { pythonFloat, pythonFormat, pythonRepr } from "../../hub/core/python-text.ts"

t.test("as Python writes them", async t => {
  t.equal(pythonRepr("a b#ü"), "'a b#ü'")
  t.equal(pythonRepr("<!\n>\u{7f}\u{e000}"), String.raw`'<!\n>\x7f\ue000'`)
  t.equal(pythonRepr(`it's`), `"it's"`)
  t.equal(pythonRepr(`"it's" \\`), String.raw`'"it\'s" \\'`)
  t.equal(pythonFloat(2), "2.0")
  t.equal(pythonFloat(0.5), "0.5")
  t.equal(pythonFormat("/srv/{username}/{{x}}/{other}", { username: "a{base_url}" }), "/srv/a{base_url}/{x}/{other}")
  t.equal(pythonFormat("{toString}", {}), "{toString}")
})
