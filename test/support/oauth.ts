/** A person with a server of which the OAuth client is there, for tests of the provider's parts. */
import type { Test } from "tap"
import { hashToken, suppliedRounds } from "../../hub/core/users/token-hash.ts"
import { findOAuthClient, saveOAuthClient } from "../../hub/db/oauth.ts"
import { insertSpawner } from "../../hub/db/spawners.ts"
import { type BareCoreOptions, bareCore } from "./bare-core.ts"
import { spawner } from "./rows.ts"

export const clientSecret = "secret-of-the-server"

export async function oauthPlace(t: Test, options: BareCoreOptions = {}) {
  const { core, addUser } = await bareCore(t, options)
  const ada = await addUser("ada")
  const identifier = "jupyterhub-user-ada"
  await saveOAuthClient(core.db, {
    identifier,
    description: "Server at /user/ada/",
    secret: hashToken(clientSecret, suppliedRounds),
    redirect_uri: "/user/ada/oauth_callback",
    allowed_scopes: ["access:servers!server=ada/"],
  })
  await insertSpawner(core.db, spawner({ user_id: ada.id, oauth_client_id: identifier }))
  const client = await findOAuthClient(core.db, identifier)
  if (client === null) throw new Error("the client is gone")
  return { core, ada, client, addUser }
}
