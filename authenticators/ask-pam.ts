/** A conversation with PAM: a short-lived Python child talks to libpam, which may wait for a network. */
import { fileURLToPath } from "node:url"
import PQueue from "p-queue"
import type { PluginContext } from "../hub/plugin/context.ts"
import { Fault, Refusal } from "../hub/plugin/errors.ts"

const timeoutMs = 30_000
/** More than these many waiting logins are a flood. */
const mostWaiting = 200
const script = packageFile("pam-talk.py")

type PamRequest =
  | {
      readonly do: "login"
      readonly username: string
      readonly password: string
      readonly otp: string | null
      readonly check_account: boolean
    }
  | { readonly do: "open_session" | "close_session"; readonly username: string }
  | { readonly do: "encoding" }

export type PamAnswer = { readonly ok: true } | { readonly ok: false; readonly stage: string; readonly reason: string }

/** Throws Refusal 429 in a flood, and Fault 503 where PAM cannot be asked. */
export async function askPam(request: PamRequest, context: PluginContext): Promise<PamAnswer> {
  const all = {
    ...request,
    service: context.setting<string>("PAMAuthenticator.service"),
    encoding: context.setting<string>("PAMAuthenticator.encoding"),
  }
  const conversations = queueOf(context)
  if (conversations.size > mostWaiting) throw new Refusal(429, "Too many people are logging in. Try again in a moment.")
  const result = await conversations.add(() =>
    context.exec(["python3", "-I", script], {
      env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
      input: JSON.stringify(all),
      timeoutMs,
    }),
  )
  if (result.code === 0) return JSON.parse(result.stdout) as PamAnswer
  const why = result.timedOut
    ? `no answer within ${timeoutMs / 1000} s`
    : (result.stderr.trim().split("\n").at(-1) ?? "")
  throw new Fault(503, `PAM could not be asked, so nobody can log in at the moment: ${why}`)
}

/** Guessed passwords must not start a process each: PAM delays the wrong ones. */
function queueOf(context: PluginContext): PQueue {
  const known = queues.get(context)
  if (known) return known
  const queue = new PQueue({ concurrency: Math.max(1, context.setting<number>("PAMAuthenticator.executor_threads")) })
  queues.set(context, queue)
  return queue
}

const queues = new WeakMap<PluginContext, PQueue>()

/** In the tree beside this file; tsc leaves .py files where they are, above dist. */
function packageFile(name: string): string {
  const here = import.meta.url
  const source = here.includes("/dist/authenticators/") ? `../../authenticators/${name}` : `./${name}`
  return fileURLToPath(new URL(source, here))
}
