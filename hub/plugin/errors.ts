/** The one family of errors that may leave the hub: a Refusal is policy, a Fault is something broken. */
export interface ErrorDetail {
  /** Machine-readable name of the limit or check, such as `quota-gpus` or `bad-option`. */
  readonly code?: string
  /** The limit in force, what is already used, what was asked and what would still be allowed. */
  readonly limit?: unknown
  readonly used?: unknown
  readonly asked?: unknown
  readonly allowed?: unknown
  /** Extra response headers, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>
  /** Trusted HTML that a site's hook supplied for the page; never made from a user's text. */
  readonly messageHtml?: string
  /** What only the operator is to read, in the log and at the terminal: addresses, paths, words of a driver. */
  readonly why?: string
  readonly cause?: unknown
}

export abstract class HubError extends Error {
  readonly status: number
  readonly detail: ErrorDetail
  constructor(status: number, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = new.target.name
    this.status = status
    this.detail = detail
  }
}

/** Policy said no: a 4xx with a sentence for a person, no stack in the log, no failure counted. */
export class Refusal extends HubError {}

/** Something of ours or around us is broken: a 5xx, logged with its cause. */
export class Fault extends HubError {}
