import t from "tap"
import { checkGrantor, requestedScopes } from "../../../hub/core/shares/requested-scopes.ts"
import { insertGroups } from "../../../hub/db/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { bareCore } from "../../support/bare-core.ts"

t.test("what is asked for, on the one server; by default its use", async t => {
  const { core } = await bareCore(t)
  const of = (scopes?: readonly string[] | null) => requestedScopes(core, scopes, "ada/lab")
  for (const nothing of [undefined, null, []]) t.same(of(nothing), ["access:servers!server=ada/lab"])
  t.same(of(["servers", "read:servers!server=ada/lab"]), ["read:servers!server=ada/lab", "servers!server=ada/lab"])
  t.throws(() => of(["nope"]), { status: 400, message: "Scope 'nope' for share does not exist" })
  for (const filter of ["server=ada/", "user=ada", "server", "group=lab"]) {
    const message = `!${filter} not allowed on sharing servers!${filter}, only !server=ada/lab`
    t.throws(() => of([`servers!${filter}`]), { status: 400, message })
  }
})

t.test("nobody shares more than they have", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const [lab] = await insertGroups(core.db, [{ name: "lab", properties: {} }])
  await addGroupMembers(core.db, lab?.id ?? 0, [ada.id])
  const server = { owner: "ada", name: "" }
  const wanted = ["access:servers!server=ada/", "read:servers!server=ada/"]
  const check = (...scopes: string[]) => checkGrantor(core, { scopes }, wanted, server)
  await check("access:servers", "read:servers")
  await check("access:servers!user=ada", "read:servers!server=ada/")
  await check("access:servers!group=lab", "read:servers")
  for (const scopes of [
    ["access:servers"],
    ["access:servers", "read:servers!server=ada/x"],
    ["access:servers", "read:servers!user=bob"],
  ]) {
    await t.rejects(check(...scopes), {
      status: 403,
      message: "Do not have permission to grant share with scope read:servers!server=ada/",
    })
  }
})
