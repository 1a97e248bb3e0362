import t from "tap"
import { admits } from "../../../hub/core/reservations/who-may-use.ts"

t.test("whom a reservation that was made by hand lets in", async t => {
  const rows: readonly [users: string, accounts: string, account: string | null, yes: boolean][] = [
    ["ada", "", null, true],
    ["bob,eve", "", "lab", false],
    ["", "lab", "lab", true],
    ["", "lab", "other", false],
    ["", "lab", null, false],
    ["ada", "lab", "lab", true],
    ["ada", "lab", "other", false],
    ["-ada", "lab", "lab", false],
    ["-bob", "", null, true],
    ["ada", "-lab", "lab", false],
    ["ada", "-lab", "other", true],
    ["", "-lab", null, false],
    ["", "", "lab", false],
  ]
  for (const [users, accounts, account, yes] of rows) {
    const found = { users: users.split(",").filter(Boolean), accounts: accounts.split(",").filter(Boolean) }
    t.equal(admits(found, "ada", account), yes, `Users=${users} Accounts=${accounts}, account ${account}`)
  }
})
