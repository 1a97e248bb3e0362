/** A conversation with PAM: a short-lived Python child talks to libpam, which may wait for a network. */
import { fileURLToPath } from "node:url"
import type { PluginContext } from "../hub/plugin/context.ts"
import { Fault } from "../hub/plugin/errors.ts"
import { createFairQueue, type FairQueue } from "./fair-queue.ts"

const timeoutMs = 30_000
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

interface Asker {
  /** Who takes turns with all others: an address, or the person whose session it is. */
  readonly lane: string
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined
}

/** Throws Refusal 429 in a flood, and Fault 503 where PAM cannot be asked. */
export async function askPam(request: PamRequest, context: PluginContext, asker: Asker): Promise<PamAnswer> {
  const all = {
    ...request,
    service: context.setting<string>("PAMAuthenticator.service"),
    encoding: context.setting<string>("PAMAuthenticator.encoding"),
  }
  const conversations = queueOf(context)
  const result = await conversations.add(
    asker.lane,
    () =>
      context.exec(["python3", "-I", script], {
        env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
        input: JSON.stringify(all),
        timeoutMs,
      }),
    asker.signal,
  )
  if (result.code === 0) return JSON.parse(result.stdout) as PamAnswer
  const why = result.timedOut
    ? `no answer within ${timeoutMs / 1000} s`
    : (result.stderr.trim().split("\n").at(-1) ?? "")
  throw new Fault(503, `PAM could not be asked, so nobody can log in at the moment: ${why}`)
}

/** Guessed passwords must not start a process each: PAM delays the wrong ones. */
function queueOf(context: PluginContext): FairQueue {
  const known = queues.get(context)
  if (known) return known
  const queue = createFairQueue(Math.max(1, context.setting<number>("PAMAuthenticator.executor_threads")))
  queues.set(context, queue)
  return queue
}

const queues = new WeakMap<PluginContext, FairQueue>()

/** In the tree beside this file; tsc leaves .py files where they are, above dist. */
function packageFile(name: string): string {
  const here = import.meta.url
  const source = here.includes("/dist/authenticators/") ? `../../authenticators/${name}` : `./${name}`
  return fileURLToPath(new URL(source, here))
}
