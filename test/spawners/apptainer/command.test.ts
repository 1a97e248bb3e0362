import t from "tap"
import { containerWords } from "../../../spawners/apptainer/command.ts"

t.test("a container's command line, one word a bind", async t => {
  const words = containerWords({
    apptainer: ["apptainer", "-q"],
    binds: ["/a", "/b:/c", "/d:/d:ro"],
  })
  t.same(words, {
    before: ["apptainer", "-q", "exec"],
    after: ["--bind=/a", "--bind=/b:/c", "--bind=/d:/d:ro"],
  })
})

t.test("what would be two binds, or none, is refused", async t => {
  for (const bind of ["", "data", "/a,/etc", "/a:/b:rw:x", "/a:/b:exec", "/a\n/b", "a:/b", "--fakeroot"]) {
    t.throws(() => containerWords({ apptainer: [], binds: [bind] }), { message: /is no bind/ }, bind)
  }
})
