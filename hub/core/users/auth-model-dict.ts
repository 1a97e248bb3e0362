/** What an authenticator says of a person, as JupyterHub's dict: what hooks of a site are handed. */
import type { AuthModel } from "../../plugin/authenticator.ts"

export function authModelDict(model: AuthModel): Readonly<Record<string, unknown>> {
  return {
    name: model.name,
    admin: model.admin ?? null,
    auth_state: model.authState ?? null,
    user_info: model.userInfo ?? null,
    ...(model.groups === undefined ? {} : { groups: model.groups }),
    ...(model.roles === undefined ? {} : { roles: model.roles }),
  }
}
