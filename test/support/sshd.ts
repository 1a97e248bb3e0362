/** A real sshd on loopback, with keys of the test: another host for a prefix with ssh. */
import { execFile, spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { promisify } from "node:util"
import type { Test } from "tap"
import { freePort } from "./ports.ts"

const run = promisify(execFile)

/** Words that run what follows on the "other host" as root. Undefined, and the test is skipped, where there is no sshd. */
export async function sshd(t: Test): Promise<readonly string[] | undefined> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/sbin/sshd") || !existsSync("/usr/bin/ssh")) {
    t.pass("no sshd here", { skip: "needs root, openssh-server and openssh-client" })
    return undefined
  }
  const dir = t.testdir()
  // What sshd locks itself into while it does not know the caller; a service manager makes it.
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 })
  for (const key of ["host", "user"]) {
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", `${dir}/${key}`])
  }
  const port = await freePort()
  writeFileSync(`${dir}/known_hosts`, `[127.0.0.1]:${port} ${readFileSync(`${dir}/host.pub`, "utf8")}`)
  const set = (options: Readonly<Record<string, string>>) =>
    Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`])
  const server = spawn(
    "/usr/sbin/sshd",
    [
      "-D",
      "-e",
      ...["-f", "/dev/null"],
      ...set({
        ListenAddress: "127.0.0.1",
        Port: String(port),
        HostKey: `${dir}/host`,
        AuthorizedKeysFile: `${dir}/user.pub`,
        StrictModes: "no",
        UsePAM: "no",
        PidFile: "none",
        PermitRootLogin: "yes",
        PasswordAuthentication: "no",
        MaxStartups: "100",
      }),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  )
  t.teardown(() => void server.kill())
  await new Promise<void>((resolve, reject) => {
    let said = ""
    server.stderr.on("data", (data: Buffer) => {
      said += data
      if (said.includes("Server listening")) resolve()
    })
    server.once("exit", () => reject(new Error(`sshd ended: ${said}`)))
  })
  const client = { UserKnownHostsFile: `${dir}/known_hosts`, BatchMode: "yes", LogLevel: "ERROR" }
  return ["ssh", "-F", "/dev/null", "-p", String(port), "-i", `${dir}/user`, ...set(client), "root@127.0.0.1"]
}
