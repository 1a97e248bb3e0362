/** Secrets in URIs do not reach the log. */
import t from "tap"
import { scrubUri } from "../../hub/observe/scrub-uri.ts"

const cases: Record<string, string> = {
  "/hub/login?next=%2Fx&a=1": "/hub/login?next=%2Fx&a=1",
  "/hub/x?token=abc&b=2": "/hub/x?token=[secret]&b=2",
  "/hub/x?_xsrf=abc": "/hub/x?_xsrf=[secret]",
  "/hub/x?oauth_code=abc&STATE=1&apikey=2": "/hub/x?oauth_code=[secret]&STATE=[secret]&apikey=[secret]",
  "/hub/api/authorizations/token/abcdef": "/hub/api/authorizations/token/[secret]",
  "/hub/api/authorizations/cookie/name/value?x=1": "/hub/api/authorizations/cookie/name/[secret]",
  "/hub/x?code": "/hub/x?code",
  "/hub/x?code=a=b": "/hub/x?code=[secret]",
  "/hub/login?next=%2Fhub%2Faccept-share%3Fcode%3Dabc%26x%3D1": `/hub/login?next=${encodeURIComponent("/hub/accept-share?code=[secret]&x=1")}`,
  "/hub/login?next=%2Fx%3F%": "/hub/login?next=%2Fx%3F%",
  "/hub/x?a=?a=?a=?a=?a=?a=b": `/hub/x?a=${encodeURIComponent(`?a=${encodeURIComponent(`?a=${encodeURIComponent("?a=[secret]")}`)}`)}`,
}

for (const [uri, scrubbed] of Object.entries(cases)) t.equal(scrubUri(uri), scrubbed, uri)
