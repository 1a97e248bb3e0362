import { createHash } from "node:crypto"
import t from "tap"
import { exec } from "../../hub/core/exec.ts"
import { subdomain } from "../../hub/core/subdomain.ts"
import { pythonEnv } from "../support/python.ts"

const names = [
  "alice",
  "a-b",
  "-a",
  "a-",
  "a--b",
  "1234",
  "12a",
  "a.b",
  "a_b",
  "a@example.org",
  "ü",
  "straße",
  "ünal",
  "Ünal",
  "söz-1",
  "日本",
  "عمر",
  "é",
  "e\u0301",
  "ﬁn",
  "☃",
  "a b",
  "a+b",
  "x".repeat(63),
  "x".repeat(64),
  "ä".repeat(60),
  "-ü",
  "ü-",
  "Αθήνα",
  "αθήνας",
]

t.test("as JupyterHub names them", async t => {
  const code = `
import json, sys
from jupyterhub import utils
hooks = {"idna": utils.subdomain_hook_idna, "legacy": utils.subdomain_hook_legacy}
print(json.dumps([[hooks[rule](name, "hub.x", kind) for name in json.loads(sys.argv[1])] for rule in ("idna", "legacy") for kind in ("user", "service")]))
`
  const {
    stdout,
    stderr,
    code: rc,
  } = await exec(["python3", "-c", code, JSON.stringify(names)], { env: pythonEnv(), cwd: "/" })
  t.equal(rc, 0, stderr)
  const ours = (["idna", "legacy"] as const).flatMap(rule =>
    (["user", "service"] as const).map(kind => names.map(name => subdomain(rule, kind, name, "hub.x"))),
  )
  t.same(ours, JSON.parse(stdout))
})

t.test("what cannot be a label is told apart by a hash", async t => {
  const hash = createHash("sha256").update("a_b").digest("hex").slice(0, 7)
  t.equal(subdomain("idna", "user", "a_b", "hub.x"), `u-ab--${hash}.hub.x`)
  t.equal(subdomain("idna", "user", "Alice", "hub.x"), "alice.hub.x", "as browsers send it")
})
