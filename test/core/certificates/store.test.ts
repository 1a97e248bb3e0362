/** The folder of certificates: made here and read by JupyterHub's certipy, with the same properties as its own. */
import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { loadInternalTls } from "../../../hub/core/certificates/internal-tls.ts"
import { openCertStore } from "../../../hub/core/certificates/store.ts"
import { systemClock } from "../../../hub/core/clock.ts"
import { exec } from "../../../hub/core/exec.ts"
import { createLog } from "../../../hub/observe/log.ts"
import { testConfig } from "../../support/config.ts"
import { pythonEnv, pythonProgram } from "../../support/python.ts"

const log = createLog("error", { write: () => {} })

/** What certipy makes of the folder: every record, and of every certificate who made it and what it may do. */
const describe = `
import json, sys, warnings
from certipy import Certipy
from cryptography import x509
store = Certipy(store_dir="certs").store
def of(name):
    cert = store.get_files(name).cert.load()
    parent = store.get_record(name)["parent_ca"] or name
    cert.verify_directly_issued_by(store.get_files(parent).cert.load())
    store.get_files(name).key.load()
    names = [e.value for e in cert.extensions if e.oid == x509.OID_SUBJECT_ALTERNATIVE_NAME]
    return {
        "subject": cert.subject.rfc4514_string(), "issuer": cert.issuer.rfc4514_string(),
        "extensions": sorted([e.oid._name, e.critical] for e in cert.extensions),
        "names": sorted(str(n.value) for s in names for n in s) if names else [],
        "days": (cert.not_valid_after_utc - cert.not_valid_before_utc).days,
        "bits": cert.public_key().key_size, "hash": cert.signature_hash_algorithm.name,
        "record": {k: v for k, v in store.get_record(name).items() if k != "signees"},
    }
print(json.dumps({name: of(name) for name in sorted(store.store)}))
`

async function described(folder: string) {
  const { code, stdout, stderr } = await exec(["python3", "-c", describe], { cwd: folder, env: pythonEnv() })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

t.test("the same certificates as JupyterHub's, which takes the folder for its own", async t => {
  const traits = { "JupyterHub.internal_ssl": true, "JupyterHub.internal_certs_location": "certs" }
  const ours = t.testdir({ a: {}, b: {} })
  const config = await testConfig(join(ours, "a"), { ...traits, "JupyterHub.trusted_alt_names": ["DNS:myhub"] })
  const tls = await loadInternalTls(config, systemClock, log)
  t.match(tls.hub.key, /^-----BEGIN RSA PRIVATE KEY-----/)
  writeFileSync(
    join(ours, "c.py"),
    'c.JupyterHub.internal_ssl = True\nc.JupyterHub.internal_certs_location = "certs"\nc.JupyterHub.trusted_alt_names = ["DNS:myhub"]\n',
  )
  const generate = (name: string) =>
    exec([pythonProgram("jupyterhub"), "-f", "../c.py", "--generate-certs"], {
      cwd: join(ours, name),
      env: pythonEnv(),
    })
  const made = await generate("b")
  t.equal(made.code, 0, made.stderr)
  const [mine, his] = [await described(join(ours, "a")), await described(join(ours, "b"))]
  // How the machine calls itself in full is each hub's own guess.
  for (const all of [mine, his]) all["hub-internal"].names = all["hub-internal"].names.includes("myhub")
  t.same(mine, his)

  for (const name of ["hub-ca", "proxy-api-ca", "proxy-client-ca", "notebooks-ca", "services-ca"]) {
    const count = (folder: string) =>
      readFileSync(join(ours, folder, "certs", `${name}_trust.crt`), "utf8").match(/BEGIN CERT/g)?.length
    t.equal(count("a"), count("b"), name)
  }
  const again = await generate("a")
  t.match(again.stdout + again.stderr, /Using existing hub-internal CA/, "JupyterHub goes on with ours")
  t.equal(statSync(join(ours, "a/certs/hub-internal/hub-internal.key")).mode & 0o777, 0o600)
})

t.test("what is there is kept; a server's is made anew; names that are none are refused", async t => {
  const cwd = t.testdir()
  const store = openCertStore("certs", cwd, () => new Date())
  const ca = await store.authority("some-ca")
  t.same(await store.authority("some-ca"), ca)
  const first = await store.certificate("x", "some-ca", ["DNS:a"])
  const text = readFileSync(first.cert, "utf8")
  t.equal(readFileSync((await store.certificate("x", "some-ca", ["DNS:b"])).cert, "utf8"), text)
  t.not(readFileSync((await store.certificate("x", "some-ca", ["DNS:b"], true)).cert, "utf8"), text)
  await t.rejects(store.certificate("y", "some-ca", ["example.org"]), { message: /must be DNS:name or IP:address/ })
  await t.rejects(store.certificate("y", "none-ca", []), { message: /There is no certificate none-ca/ })
  writeFileSync(join(cwd, "certs/certipy.json"), "{")
  await t.rejects(store.authority("other-ca"), { message: /certipy\.json cannot be read/ })
  const fresh = openCertStore("certs", cwd, () => new Date(), true)
  t.notOk((await fresh.authority("some-ca")).key === "", "recreate_internal_certs begins anew")
  const known = await fresh.authority("site-ca", { cert: ca.cert })
  t.equal(known.cert, ca.cert)
})
