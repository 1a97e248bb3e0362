/** Paths that people give: what is no plain path, and what is outside, told apart by segments. */
import t from "tap"
import { checkPath, folderFor, isInside, shown } from "../../../hub/core/containers/image-path.ts"

const refusal = (status: number, code: string) => ({ status, detail: { code } }) as never

const folders = ["/home/alice", "/store"]

t.test("inside is by whole segments", async t => {
  t.ok(isInside("/store/a.sif", "/store"))
  t.ok(isInside("/store/a/b.sif", "/store/"))
  t.notOk(isInside("/store2/a.sif", "/store"), "a twin")
  t.notOk(isInside("/store", "/store"), "the folder itself")
  t.notOk(isInside("/home/alice2/a.sif", "/home/alice"))
  t.equal(folderFor("{home}/c/{username}/", { home: "/home/a", username: "a" }), "/home/a/c/a")
})

t.test("good ones", async t => {
  for (const path of ["/home/alice/a.sif", "/store/py 3.12/ünï_code-1.0+cu.sif"])
    t.doesNotThrow(() => checkPath(path, folders), path)
})

t.test("another user's, the system's, and what climbs out", async t => {
  for (const path of ["/home/bob/a.sif", "/etc/shadow", "/store2/a.sif", "/home/alice2/x", "/home/alice"])
    t.throws(() => checkPath(path, folders), refusal(403, "path-not-allowed"), path)
  for (const path of ["/home/alice/../bob/a.sif", "/store/./a", "/home/alice/..", "../../etc/shadow", "a.sif", ""])
    t.throws(() => checkPath(path, folders), refusal(400, "bad-path"), path)
})

t.test("what is an option, a further bind, a line or a command to somebody", async t => {
  const poison = [
    "-x",
    "--bind=/etc",
    "a:/etc:rw",
    "a,b",
    "a\nb",
    "a\0b",
    "a\u202eb",
    "$(id)",
    "`id`",
    "a'b",
    'a"b',
    "*",
    "{x}",
    "\\",
  ]
  for (const name of poison) {
    t.throws(() => checkPath(`/home/alice/${name}`, folders), refusal(400, "bad-path"), JSON.stringify(name))
  }
  t.throws(() => checkPath(`/home/alice/${"a".repeat(1100)}`, folders), refusal(400, "bad-path"))
  t.equal(shown("a\nb"), '"a?b"')
})
