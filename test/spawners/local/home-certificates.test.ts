import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import t, { type Test } from "tap"
import { homeCertificates } from "../../../spawners/local/home-certificates.ts"
import { pluginContext } from "../../support/plugin-context.ts"

const isRoot = process.getuid?.() === 0

/** A home of another account where the tests run as root, and of their own where not. */
function site(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), "hub-"))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const uid = isRoot ? 65534 : (process.getuid?.() ?? 0)
  const gid = isRoot ? 65534 : (process.getgid?.() ?? 0)
  const home = join(folder, "home")
  mkdirSync(home, { mode: 0o700 })
  mkdirSync(join(folder, "hub"), { mode: 0o700 })
  if (isRoot) {
    chownSync(home, uid, gid)
    // The way to the home is open; what is the hub's own is not.
    chmodSync(folder, 0o755)
  }
  const files = { key: "", cert: "", ca: "" }
  for (const [name, file] of [
    ["key", "u.key"],
    ["cert", "u.crt"],
    ["ca", "ca.crt"],
  ] as const) {
    files[name] = join(folder, "hub", file)
    writeFileSync(files[name], `the ${name}`, { mode: 0o600 })
  }
  return { folder, home, files, owner: { name: "u", uid, gid, groups: [], home, shell: "" } }
}

t.test("files in the home, which only its owner reads; the key is no longer with the hub", async t => {
  const { home, files, owner } = site(t)
  const placed = await homeCertificates(files, owner, await pluginContext(t))
  t.same(placed, {
    key: join(home, ".jupyterhub/jupyterhub-certs/u.key"),
    cert: join(home, ".jupyterhub/jupyterhub-certs/u.crt"),
    ca: join(home, ".jupyterhub/jupyterhub-certs/ca.crt"),
  })
  t.equal(readFileSync(placed.key, "utf8"), "the key")
  t.match(statSync(placed.key), { uid: owner.uid, gid: owner.gid })
  t.equal(statSync(placed.key).mode & 0o777, 0o600)
  t.notOk(existsSync(files.key))
  t.ok(existsSync(files.ca), "the bundle is everybody's")
})

t.test("a link in the home does not lead the hub's hand", { skip: !isRoot && "needs root" }, async t => {
  const { folder, home, files, owner } = site(t)
  const precious = join(folder, "precious")
  mkdirSync(precious, { mode: 0o755 })
  symlinkSync(precious, join(home, ".jupyterhub"))
  await t.rejects(homeCertificates(files, owner, await pluginContext(t)), { message: /could not be put into/ })
  t.same(statSync(precious).uid, 0)
  t.notOk(existsSync(join(precious, "jupyterhub-certs")))
})
