import t from "tap"
import { readable } from "../../../hub/http/models/readable.ts"

const access = { "read:groups": ["name", "users"], "read:groups:name": ["name"] } as const

t.test("a model is cut to what the scopes cover", async t => {
  const model = { name: "physics", users: ["alice"] }
  const shown = (...scopes: string[]) => readable(model, access, scopes, { kind: "group", name: "physics" })
  t.same(shown(), {})
  t.same(shown("read:groups:name"), { name: "physics" })
  t.same(shown("read:groups!group=physics"), model)
  t.same(shown("read:groups!group=chemistry", "read:groups:name"), { name: "physics" })
})
