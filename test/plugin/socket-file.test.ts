import { existsSync, linkSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import t, { type Test } from "tap"
import { makeWay, removeSocket } from "../../hub/plugin/socket-file.ts"
import { shortFolder } from "../support/short-folder.ts"

/** A program that listens. */
async function listener(t: Test, path: string) {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(path, resolve))
  t.teardown(() => server.close())
  return server
}

t.test("where nothing is, nothing is done", async t => {
  await makeWay(join(shortFolder(t), "x.sock"), "A.b")
})

t.test("who listens is left alone; what a killed program left is removed", async t => {
  const path = join(shortFolder(t), "x.sock")
  const server = await listener(t, path)
  await t.rejects(makeWay(path, "A.b"), { message: /Something already listens on the socket .* of A\.b/ })
  t.ok(existsSync(path))
  const copy = join(shortFolder(t), "y.sock")
  linkSync(path, copy)
  await new Promise(resolve => server.close(resolve))
  t.ok(existsSync(copy), "a socket that nobody listens on")
  await makeWay(copy, "A.b")
  t.notOk(existsSync(copy))
})

t.test("a file of another kind stays", async t => {
  const path = join(shortFolder(t), "precious")
  writeFileSync(path, "x")
  t.equal(removeSocket(path), false)
  await t.rejects(makeWay(path, "A.b"), { message: /is a file of another kind/ })
  t.ok(existsSync(path))
})

t.test("a path that the system cannot take", async t => {
  await t.rejects(makeWay(`/tmp/${"ä".repeat(52)}`, "A.b"), {
    message: /in A\.b has 109 bytes, and the system allows 107/,
  })
})
