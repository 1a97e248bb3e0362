// A real OpenID Connect provider on the loopback, where anybody logs in with any password. Groups come with the name:
// "ada.staff.admins" is in staff and admins.
import { createServer } from "node:http"
import { Provider } from "oidc-provider"

/** `redirectUri` is the one client's, whose id is "hub" and whose secret is "hub-secret". */
export async function startIdentityProvider(redirectUri) {
  const server = createServer((request, response) => handle(request, response))
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve))
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "hub",
        client_secret: "hub-secret",
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: "client_secret_post",
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
    findAccount: (_context, id) => {
      const [name, ...groups] = id.split(".")
      return { accountId: id, claims: () => ({ sub: id, preferred_username: name, groups }) }
    },
    cookies: { keys: ["a key for tests"] },
  })
  const handle = provider.callback()
  return {
    issuer,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Goes from the provider's first page to the address that it sends the browser back to. */
export async function logInAt(client, location, login) {
  let answer = await client.ask(location)
  for (let step = 0; step < 12; step++) {
    const target = answer.headers.location
    if (target !== undefined && new URL(target, answer.url).pathname.endsWith("/oauth_callback")) {
      return new URL(target, answer.url).href
    }
    if (target !== undefined) {
      answer = await client.ask(new URL(target, answer.url).href)
      continue
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(answer.text)?.[1]
    if (prompt === undefined) throw new Error(`no form of the provider: ${answer.status} ${answer.text.slice(0, 500)}`)
    const fields = prompt === "login" ? { prompt, login, password: "any" } : { prompt }
    const action = /<form[^>]* action="([^"]+)"/.exec(answer.text)?.[1] ?? answer.url
    answer = await client.ask(new URL(action, answer.url).href, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    })
  }
  throw new Error("the provider does not come to an end")
}
