/** An exception of a site's hook as an error of the hub: what was meant for users reaches them, the rest only the log. */
import { type ErrorDetail, Fault, type HubError, Refusal } from "../plugin/errors.ts"

/** As host.py sends it. */
export interface PythonError {
  readonly type: string
  readonly message: string
  readonly status: number | null
  readonly reason: string | null
  readonly html: string | null
  /** Raised for the user's eyes: tornado's HTTPError, SpawnException, or an error with a jupyterhub_message. */
  readonly forUsers: boolean
  readonly traceback: string
}

export function hookError(fn: { readonly repr: string }, error: PythonError): HubError {
  const cause = new Error(error.message)
  cause.name = error.type
  cause.stack = error.traceback
  const detail: ErrorDetail = {
    code: error.reason ?? "hook",
    cause,
    ...(error.html === null ? {} : { messageHtml: error.html }),
  }
  const status = error.status ?? 500
  if (!error.forUsers) {
    return new Fault(500, `The ${fn.repr} of this hub's configuration failed; the hub's log says why`, detail)
  }
  return status >= 400 && status < 500
    ? new Refusal(status, error.message, detail)
    : new Fault(Math.max(status, 500), error.message, detail)
}
