/** An OAuth error has a code, a description and a status. */
import t from "tap"
import { OAuthError } from "../../hub/oauth/errors.ts"

t.test("400 and no words, unless said", async t => {
  t.match(new OAuthError("invalid_grant"), { code: "invalid_grant", message: "", status: 400, name: "OAuthError" })
  t.match(new OAuthError("invalid_client", "Who?", 401), { code: "invalid_client", message: "Who?", status: 401 })
})
