import type { PluginContext, SpawnerAnswer, SpawnerStandIn } from "./context.ts"
import type { JsonObject } from "./spawner.ts"

/** What an authenticator plugin is and sees. Allow and block rules, name mapping and admin sets are the hub's, not the plugin's. */
export interface Credentials {
  readonly username: string
  readonly password: string
  readonly otp?: string
  /** All posted fields but `_xsrf`. */
  readonly fields: Readonly<Record<string, string>>
  readonly ip: string
  /** Aborts when whoever logs in is gone: what waits for its turn need not be done. */
  readonly signal?: AbortSignal
  /** The whole request, for authenticators that read its headers or cookies. */
  readonly request?: WebRequest
}

/** A request as a browser made it, seen through the proxies in front of the hub. */
export interface WebRequest {
  readonly method: string
  /** Path and query. */
  readonly uri: string
  readonly protocol: "http" | "https"
  readonly ip: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

/** A user whom the hub knows already. */
export interface KnownUser {
  readonly id: number
  readonly name: string
  readonly admin: boolean
  readonly groups: readonly string[]
  readonly authState: JsonObject | null
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
  /** Its AuthModel is the last word: it has mapped the name, and heeded the allow and block rules and post_auth_hook, itself. */
  readonly decides?: true
  /** Path where a login begins, where that is not the hub's own form. */
  readonly loginUrl?: string
  /** Trusted HTML of the site in place of the login form, in Jinja with the variables of the page. */
  readonly customHtml?: string
  /** null is a wrong password or an unknown name: the page does not say which. */
  authenticate(credentials: Credentials, context: PluginContext): Promise<AuthModel | null>
  /** Rules of its own that let a person in, beside allowed_users and the like. */
  allow?(name: string, context: PluginContext): Promise<boolean>
  /** Whether a new user can be: throws a Refusal for a name without the account that it needs. */
  admit?(name: string, context: PluginContext): Promise<void>
  /** True: still fine. An AuthModel: changed. False: must log in again. */
  refresh?(name: string, context: PluginContext, user: KnownUser): Promise<boolean | AuthModel>
  /** Checks its own settings at start: throws a Refusal that ends the start. */
  validate?(context: PluginContext): Promise<void>
  /** Once at start, before anybody is let in: the names of all users; gives those that it does not accept. */
  meet?(names: readonly string[], context: PluginContext): Promise<readonly string[]>
  /** Once at start, with manage_roles on: roles as in load_roles. */
  managedRoles?(context: PluginContext): Promise<readonly JsonObject[]>
  /** A user was deleted. */
  forget?(name: string, context: PluginContext): Promise<void>
  /** Before a server starts; what it changes on the spawner holds for this start. */
  beforeStart?(spawner: SpawnerStandIn, context: PluginContext): Promise<SpawnerAnswer["changes"]>
  /** After a server has ended. */
  afterStop?(spawner: SpawnerStandIn, context: PluginContext): Promise<void>
  readonly pages?: AuthenticatorPages
}

/** Pages of an authenticator's own, such as the two ends of an OAuth login. */
export interface AuthenticatorPages {
  /** Whether a path below the hub's prefix, such as `/oauth_login`, is one of its; it wins over a page of the hub. */
  owns(path: string): boolean
  answer(request: WebRequest, visitor: PageVisitor, context: PluginContext): Promise<PageAnswer>
}

/** What the hub knows of who asks for a page. */
export interface PageVisitor {
  readonly user: KnownUser | null
  readonly scopes: readonly string[]
  /** For the forms of the page. */
  readonly xsrfToken: string
  /** Why the request's own XSRF token does not count, in words; null when it does. */
  readonly xsrfProblem: string | null
}

/** What became of it. Who logged in is not known to the hub yet: it makes the user and sets the cookies. */
export interface PageAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
  readonly login: AuthModel | null
  /** Somebody tried to log in, and was not let in. */
  readonly refused: boolean
  /** The browser's login is to end. */
  readonly logout: boolean
  /** A page of the hub's own in place of the body. */
  readonly page: { readonly name: "login" | "logout"; readonly variables: Readonly<Record<string, unknown>> } | null
  /** Not null: the Location is where the hub sends people after a login, with this query (such as `?a=b`, or empty). */
  readonly goesOn: string | null
}
