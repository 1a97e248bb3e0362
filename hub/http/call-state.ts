/** What the pipeline learns about a call and others need after it: the request log, the error page. */
import type { Response } from "express"
import { anonymous, type Identity } from "../core/rbac/identity.ts"

export interface CallState {
  identity: Identity
  /** JupyterHub's handler class, for the metric. */
  handler: string
  /** Success is no news: health checks and static files. */
  quiet: boolean
  /** Name of the user or service, for the log. */
  readonly caller: string
}

export function callState(response: Response): CallState {
  const known = response.locals.call as CallState | undefined
  if (known) return known
  const state: CallState = {
    identity: anonymous,
    handler: "jupyterhub.handlers.base.Template404",
    quiet: false,
    get caller() {
      return state.identity.user?.name ?? state.identity.service?.name ?? ""
    },
  }
  response.locals.call = state
  return state
}
