import t from "tap"
import { endpoints } from "../../hub/http/endpoints.ts"
import { openApi } from "../../hub/http/openapi.ts"
import { isPrintable } from "../../hub/http/printable.ts"

t.test("one line of what can be seen", async t => {
  for (const text of [" ", "Grüße 東京 🙂", "a b"]) t.ok(isPrintable(text), text)
  for (const text of ["a\nb", "\u0000", "a\u2028b", "\u202e", "\ud800"])
    t.notOk(isPrintable(text), [...text].map(c => c.codePointAt(0)?.toString(16)).join(" "))
})

t.test("no pattern of the API's description needs Unicode's classes", async t => {
  t.notMatch(JSON.stringify(openApi(endpoints)), "\\\\p{")
})
