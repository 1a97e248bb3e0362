/** The Python of people's servers is found, or its absence is said in words that help. */
import { spawnSync } from "node:child_process"
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import t from "tap"
import { plainNode } from "../support/plain-node.ts"

const [program, ...nodeArgs] = plainNode

const setup = fileURLToPath(new URL("../../share/setup/python.mjs", import.meta.url))

function run(env: Record<string, string>): { out: string; err: string; code: number | null } {
  const done = spawnSync(program, [...nodeArgs, setup, "--print"], { env, encoding: "utf8" })
  return { out: done.stdout.trim(), err: done.stderr, code: done.status }
}

function stub(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(folder, name), 0o755)
}

t.test("what PATH has is used as it is", async t => {
  const folder = t.testdir()
  for (const name of ["jupyterhub-singleuser", "jupyter-lab"]) stub(folder, name, "exit 0")
  const { out, code } = run({ PATH: folder, HOME: folder })
  t.equal(code, 0)
  t.equal(out, folder)
})

t.test("no Python at all", async t => {
  const folder = t.testdir()
  const { err, code } = run({ PATH: folder, HOME: folder })
  t.equal(code, 1)
  t.match(err, /needs Python 3\.9 or newer/)
  t.match(err, /no python3 in PATH/)
  t.match(err, /apt-get install python3/)
  t.notMatch(err, /at .*\.mjs/, "no stack")
})

t.test("a Python that is too old", async t => {
  const folder = t.testdir()
  stub(folder, "python3", "echo 3.8.10")
  const { err, code } = run({ PATH: folder, HOME: folder })
  t.equal(code, 1)
  t.match(err, /python3 is 3\.8\.10/)
})

t.test("a venv that cannot be made leaves nothing that counts, and says what is missing", async t => {
  const folder = t.testdir()
  stub(folder, "python3", 'if [ "$1" = -c ]; then echo 3.12.1; else echo "ensurepip is not available" >&2; exit 1; fi')
  for (const attempt of [1, 2]) {
    const { err, code } = run({ PATH: `${folder}:/usr/bin:/bin`, HOME: folder, CARME_PYTHON: join(folder, "python3") })
    t.equal(code, 1, `attempt ${attempt}`)
    t.match(err, /ensurepip is not available/)
    t.match(err, /apt-get install python3-venv/)
  }
})
