import type { PluginContext } from "./context.ts"
import type { JsonObject } from "./spawner.ts"

/** What an authenticator plugin is and sees. Allow and block rules, name mapping and admin sets are the hub's, not the plugin's. */
export interface Credentials {
  readonly username: string
  readonly password: string
  readonly otp?: string
  /** All posted fields but `_xsrf`. */
  readonly fields: Readonly<Record<string, string>>
  readonly ip: string
}

export interface AuthModel {
  readonly name: string
  /** null leaves the stored admin flag alone. */
  readonly admin?: boolean | null
  readonly groups?: readonly string[] | null
  readonly roles?: readonly JsonObject[] | null
  readonly authState?: JsonObject | null
  readonly userInfo?: JsonObject | null
}

export interface Authenticator {
  readonly name: string
  /** The name on the login button, as in "Sign in with GitHub"; empty for a form. */
  readonly loginService: string
  /** Everybody who can log in may come in, unless the site sets allow_all or allowed_users. */
  readonly allowsAll?: true
  /** null is a wrong password or an unknown name: the page does not say which. */
  authenticate(credentials: Credentials, context: PluginContext): Promise<AuthModel | null>
  /** Rules of its own that let a person in, beside allowed_users and the like. */
  allow?(name: string, context: PluginContext): Promise<boolean>
  /** Whether a new user can be: throws a Refusal for a name without the account that it needs. */
  admit?(name: string, context: PluginContext): Promise<void>
  /** True: still fine. An AuthModel: changed. False: must log in again. */
  refresh?(name: string, context: PluginContext): Promise<boolean | AuthModel>
  /** Checks its own settings at start: throws a Refusal that ends the start. */
  validate?(context: PluginContext): Promise<void>
}
