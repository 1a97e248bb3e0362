/** What becomes of a command, held against Python itself. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import t from "tap"
import { popenArgv, popenUmask } from "../../../spawners/local/popen.ts"

const run = promisify(execFile)

t.test("the same program with the same arguments as Python's Popen starts", async t => {
  const show = "import json, sys; sys.stdout.write(json.dumps(sys.argv[1:]))"
  const cases = [
    [["python3", "-c", show, "a b", "$HOME"], {}],
    [["python3", "-c", show, "x"], { shell: false, umask: 2 }],
    [['printf %s "$0|$1|$#"', "first", "$(second)", "third"], { shell: true }],
    [['printf %s "$0|$BASH"', "first"], { shell: 1, executable: "/bin/bash" }],
    [["named-otherwise", "-c", show, "y"], { executable: "/usr/bin/python3" }],
  ] as const
  for (const [argv, kwargs] of cases) {
    const python = "import json, subprocess, sys; a = json.loads(sys.argv[1]); subprocess.run(a[0], **a[1])"
    const theirs = await run("python3", ["-c", python, JSON.stringify([argv, kwargs])])
    const [program = "", ...args] = popenArgv(argv, kwargs)
    t.equal((await run(program, args)).stdout, theirs.stdout, JSON.stringify(kwargs))
    t.not(theirs.stdout, "")
  }
})

t.test("the umask, where there is one", async t => {
  t.equal(popenUmask({ umask: 0 }), 0)
  t.equal(popenUmask({ umask: 0o27 }), 0o27)
  for (const umask of [-1, undefined, "7"]) t.equal(popenUmask({ umask }), undefined)
})
