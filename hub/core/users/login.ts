/** From a name and a password to a user who may come in, or nobody. */
import type { UserRow } from "../../db/rows.ts"
import type { AuthModel, Credentials } from "../../plugin/authenticator.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import { pythonStandIn } from "../../plugin/stand-in.ts"
import type { Core } from "../core.ts"
import { adminUsers, isAllowed, isBlocked } from "./allow-rules.ts"
import { authModelDict } from "./auth-model-dict.ts"
import { markRefreshed } from "./auth-refresh.ts"
import { ensureUser } from "./ensure-user.ts"
import { checkThrottle, countFailure, forgetFailures } from "./login-throttle.ts"
import { isValidUserName, normalizedName, shown } from "./user-names.ts"

/** Null: wrong password, unknown name or not allowed; the page does not say which. Throws Refusal 429 after many failures. */
export async function authenticate(core: Core, credentials: Credentials): Promise<UserRow | null> {
  const { ip, username } = credentials
  // Without a name nobody guesses passwords: a proxy in front has logged the person in.
  if (username !== "") checkThrottle(core, ip, username)
  const started = core.clock.monotonic()
  const user = await logIn(core, credentials)
  const status = user === null ? "failure" : "success"
  core.metrics.loginDuration.observe({ status }, (core.clock.monotonic() - started) / 1000)
  if (user === null) {
    countFailure(core, ip, username)
    core.log.warn(`Failed login for ${shown(username === "" ? "unknown user" : username)}`, { ip })
    return null
  }
  forgetFailures(core, ip, username)
  loggedIn(core, user)
  return user
}

/** Lets in whom an authenticator has let in on a page of its own. */
export async function letIn(core: Core, model: AuthModel): Promise<UserRow> {
  const user = await ensureUser(core, model)
  loggedIn(core, user)
  return user
}

function loggedIn(core: Core, user: UserRow): void {
  markRefreshed(core, user)
  core.log.info(`User logged in: ${user.name}`)
}

async function logIn(core: Core, credentials: Credentials): Promise<UserRow | null> {
  const model = await ask(core, credentials)
  if (model === null) return null
  if (core.authenticator.decides) return ensureUser(core, model)
  const name = normalizedName(core.config, model.name)
  const admitted = await admit(core, { ...model, name })
  if (!admitted) return null
  const admin = model.admin ?? (adminUsers(core).has(name) ? true : null)
  return ensureUser(core, await postAuthHook(core, { ...model, name, admin }, credentials))
}

async function ask(core: Core, credentials: Credentials): Promise<AuthModel | null> {
  if (credentials.username === "" && !core.authenticator.decides) return null
  try {
    return await core.authenticator.authenticate(credentials, core.authenticatorContext)
  } catch (error) {
    // A plugin's Refusal is its own way to say no, with words for the page; it counts as a failure all the same.
    if (error instanceof Refusal) countFailure(core, credentials.ip, credentials.username)
    throw error
  }
}

async function admit(core: Core, model: AuthModel): Promise<boolean> {
  const { name } = model
  if (!isValidUserName(core.config, name)) {
    core.log.warn(`Disallowing invalid username ${shown(name)}.`)
    return false
  }
  if (isBlocked(core, name)) {
    core.log.warn(`User ${shown(name)} blocked. Stop authentication`)
    return false
  }
  if (await isAllowed(core, name)) return true
  core.log.warn(`User ${shown(name)} not allowed.`)
  return false
}

/** `Authenticator.post_auth_hook(authenticator, handler, auth_model)`: what it returns is gone on with. */
async function postAuthHook(core: Core, model: AuthModel, credentials: Credentials): Promise<AuthModel> {
  const hook = core.config.hook("Authenticator.post_auth_hook")
  if (hook === null) return model
  const request = { method: "POST", uri: "", remote_ip: credentials.ip, headers: {}, arguments: {} }
  const args = [
    pythonStandIn("authenticator", { traits: {} }),
    pythonStandIn("handler", { request, user: null }),
    authModelDict(model),
  ]
  return fromHook(model, await core.authenticatorContext.call(hook, args))
}

function fromHook(model: AuthModel, answer: unknown): AuthModel {
  if (typeof answer !== "object" || answer === null || !("name" in answer) || typeof answer.name !== "string") {
    throw new Fault(500, "Authenticator.post_auth_hook must return the dict that it was given, with a name")
  }
  const { name, admin, groups, roles, auth_state, user_info } = answer as HookAnswer
  return {
    ...model,
    name,
    admin: admin ?? null,
    ...(groups === undefined ? {} : { groups }),
    ...(roles === undefined ? {} : { roles }),
    authState: auth_state ?? null,
    userInfo: user_info ?? null,
  }
}

interface HookAnswer {
  readonly name: string
  readonly admin?: boolean | null
  readonly groups?: AuthModel["groups"]
  readonly roles?: AuthModel["roles"]
  readonly auth_state?: AuthModel["authState"]
  readonly user_info?: AuthModel["userInfo"]
}
