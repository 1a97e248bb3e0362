/** The scripts wait for whoever installs packages at the moment, and say so. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import t, { type Test } from "tap"

const folder = fileURLToPath(new URL("../../", import.meta.url))
const skip = process.getuid?.() === 0 && existsSync("/var/lib/dpkg/lock-frontend") ? false : "needs root and dpkg"

/** What unattended-upgrades does: takes the lock that apt-get looks at first. */
const holder = `
import fcntl, sys
lock = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
`

function aptGet(words: string, wait: number) {
  const env = { ...process.env, CARME_APT_WAIT: String(wait) }
  const child = spawn("bash", ["-c", `source test/support/apt.bash; apt_get ${words}`], { cwd: folder, env })
  let text = ""
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", chunk => (text += chunk))
  const told = async (part: RegExp) => {
    while (!part.test(text)) await once(child.stderr, "data")
  }
  return { ended: once(child, "close").then(([code]) => code as number), told, text: () => text }
}

async function held(t: Test): Promise<() => Promise<unknown>> {
  const child = spawn("python3", ["-c", holder], { stdio: ["pipe", "pipe", "inherit"] })
  const gone = once(child, "close")
  const release = () => {
    child.stdin.end()
    return gone
  }
  t.teardown(release)
  await once(child.stdout, "data")
  return release
}

t.test("it goes on when the other has finished", { skip }, async t => {
  const release = await held(t)
  const call = aptGet("install -y coreutils", 300)
  await call.told(/another program is installing packages; waiting for it.*held by process \d+ \(python3\)/)
  await release()
  t.equal(await call.ended, 0)
})

t.test("not for ever, and what is no matter of waiting fails at once", { skip }, async t => {
  await held(t)
  const call = aptGet("install -y coreutils", 1)
  t.equal(await call.ended, 1)
  t.match(call.text(), /Could not get lock/)
  const unknown = aptGet("install -y --print-uris no-such-package-of-debian", 300)
  t.not(await unknown.ended, 0)
  t.match(unknown.text(), /Unable to locate package/)
  t.notMatch(unknown.text(), /waiting/)
})
