/** The rule for names of accounts, and the look at one of them: with the real getent and id, and by answers. */
import t from "tap"
import { exec } from "../../hub/core/exec.ts"
import type { ExecResult } from "../../hub/plugin/context.ts"
import { isAccountName, isPerson, passwdEntry, spellsAccount } from "../../hub/plugin/passwd.ts"

t.test("names that directories have, and texts that would be something else to a command", async t => {
  const names = ["ada", "20231234", "3jan", "a+b", "_x", "a.b", "ada@example.org", "DOM\\ada", "pc$", "änne", "李"]
  for (const name of names) t.ok(isAccountName(name), name)
  const others = [
    "",
    "-u",
    "#0",
    "+0",
    ".",
    "..",
    "~x",
    "%x",
    "$x",
    "@x",
    "a b",
    "a\tb",
    "a\nb",
    "a/b",
    "a:b",
    "a,b",
    "a'b",
  ]
  for (const name of [...others, 'a"b', "a;b", "a\0b", "a\u200bb", "a".repeat(256)])
    t.notOk(isAccountName(name), JSON.stringify(name))
})

t.test("a directory's spelling of a name", async t => {
  const same = [
    ["carol", "carol"],
    ["Carol", "carol"],
    ["carol@example.org", "carol"],
    ["carol", "carol@example.org"],
    ["EXAMPLE\\carol", "carol"],
    ["carol@example.org", "CAROL@EXAMPLE.ORG"],
  ] as const
  for (const [found, name] of same) t.ok(spellsAccount(found, name), found)
  const other = [
    ["carola", "carol"],
    ["carol@example.org", "carol@example.com"],
    ["A\\carol", "B\\carol"],
    ["example.org", "carol@example.org"],
    ["@carol", "carol"],
    ["", "carol"],
  ] as const
  for (const [found, name] of other) t.notOk(spellsAccount(found, name), found)
})

t.test("people are neither root, nor nobody, nor below the site's bound", async t => {
  for (const uid of [1000, 20001, 4_000_000_000]) t.ok(isPerson(uid, 1000), String(uid))
  for (const uid of [0, 999, 65534, 4294967294, 4294967295, Number.NaN, -1]) t.notOk(isPerson(uid, 1000), String(uid))
  t.ok(isPerson(500, 500))
  t.notOk(isPerson(0, 0), "root never is")
})

t.test("a look at an account of this machine", async t => {
  const run = (argv: readonly string[]) => exec(argv)
  t.match(await passwdEntry("root", run), { name: "root", uid: 0, gid: 0, home: "/root" })
  t.equal(await passwdEntry("no-such-account", run), null)
  t.equal(await passwdEntry("0", run), null, "an id is no name")
  t.equal(await passwdEntry("99887766", run), null)
  t.equal(await passwdEntry("-h", run), null)
})

t.test("a name of digits is not taken for an id, and lines around an answer are no answer", async t => {
  const asked: string[] = []
  const answers = (id: Partial<ExecResult>, getent: Partial<ExecResult>) => async (argv: readonly string[]) => {
    asked.push(argv.join(" "))
    const empty = { code: 0, signal: null, timedOut: false, stdout: "", stderr: "" }
    return { ...empty, ...(argv[0] === "id" ? id : getent) }
  }
  const line = "20231234:x:5001:500::/home/s:/bin/sh\n"
  t.match(await passwdEntry("20231234", answers({ stdout: "5001\n" }, { stdout: line })), { uid: 5001, gid: 500 })
  t.same(asked, ["id -u -- 20231234", "getent passwd -- 5001"])
  const other = answers({ stdout: "20231234\n" }, { stdout: "eve:x:20231234:1::/home/eve:/bin/sh\n" })
  t.equal(await passwdEntry("20231234", other), null, "the account of that id is somebody else's")
  const talkative = answers({}, { stdout: `Welcome: to a:b:c\nada:x:7000:7::/home/ada:/bin/sh\n` })
  t.match(await passwdEntry("ada", talkative), { uid: 7000 })
  const away = answers({ code: 1, stderr: "sssd is away" }, { code: 1, stderr: "sssd is away" })
  for (const name of ["1", "ada"]) await t.rejects(passwdEntry(name, away), { status: 503, message: /sssd is away/ })
  t.equal(await passwdEntry("1", answers({ code: 1, stderr: "id: '1': no such user" }, {})), null)
})
