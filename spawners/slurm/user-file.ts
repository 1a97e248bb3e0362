/** Writes a file of a person as that person, readable by nobody else, by plain programs: no shell of ours, so that a prefix may be ssh. */
import { posix } from "node:path"
import type { ExecResult, PluginContext } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import { type Account, leastUid } from "./account.ts"
import { commandEnv } from "./command-env.ts"

const timeoutMs = 30_000

/**
 * Makes the folder where it is missing. The content goes over standard input: a secret has no place in an argv, which
 * every user of the host can read. Throws Refusal 403 where the person may not write there or the folder is another
 * person's, and Fault 503 where the file system does not answer.
 */
export async function writeUserFile(
  asUser: readonly string[],
  file: string,
  content: string,
  context: PluginContext,
  owner: Pick<Account, "uid" | "home">,
): Promise<void> {
  const run = async (argv: readonly string[], input = "") => {
    const result = await context.exec([...asUser, ...argv], { env: commandEnv(context), input, timeoutMs })
    if (!result.timedOut) return result
    throw new Fault(
      503,
      `Your home folder does not answer: ${file} could not be written within ${timeoutMs / 1000} seconds.`,
    )
  }
  const folder = posix.dirname(file)
  // An empty file first: whatever umask sudo and the like set, it is closed before a secret is in it. A link goes.
  const empty = ["install", "-T", "-m", "600", "--", "/dev/null", file]
  if ((await run(empty)).code !== 0) {
    check(await run(["mkdir", "-p", "-m", "700", "--", folder]))
    check(await run(empty))
  }
  if (!`${folder}/`.startsWith(`${owner.home}/`)) {
    // Where all may write, anybody could make it before its person does, and put a file of theirs into the place of this one.
    const { stdout, code } = await run(["stat", "--format=%u", "--", folder, `${folder}/.`])
    const owners = stdout.trim().split("\n").map(Number)
    if (code !== 0 || owners.some(uid => uid !== owner.uid && !(uid < leastUid(context)))) {
      throw new Refusal(
        403,
        `The folder ${folder} has to belong to you, and belongs to somebody else: ask the administrators of this hub.`,
        { code: "foreign-folder" },
      )
    }
  }
  check(await run(["dd", `of=${file}`, "status=none"], content))
}

function check({ code, signal, stderr }: ExecResult): void {
  if (code === 0) return
  // None of these programs ends so: ssh does, when it has lost the other host.
  if (code === null || code === 255) {
    const said = stderr.trim().slice(0, 300) || `exit code ${code ?? signal}`
    throw new Fault(503, `Your home folder cannot be reached at the moment (${said}). Try again in a moment.`)
  }
  const why = stderr.trim().replace(/\p{C}/gu, " ").slice(0, 300) || `exit code ${code}`
  throw new Refusal(403, `The server's settings could not be written to your home folder: ${why}`, {
    code: "home-not-writable",
  })
}
