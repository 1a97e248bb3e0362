/** What OAuth answers when it says no: to the client in its redirect or as JSON, by the words of RFC 6749. */

export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "unsupported_grant_type"
  | "unsupported_response_type"

export class OAuthError extends Error {
  readonly code: OAuthErrorCode
  readonly status: number
  constructor(code: OAuthErrorCode, description = "", status = 400) {
    super(description)
    this.name = "OAuthError"
    this.code = code
    this.status = status
  }
}
