// What is done with servers; each tells how it went, and throws nothing.
import { api, serverPath } from "../api.js"
import { ask } from "./ask.js"
import { element } from "./element.js"
import { complain } from "./problem.js"
import { say } from "./say.js"
import { sentence, spokenName, titleOf } from "./server-words.js"

/** With the options of its last start; a form is filled in on the spawn page. */
export function startServer(user, server) {
  const of = spokenName(user, server)
  return tell(`${sentence(of)} could not be started`, async () => {
    const { status } = await api("POST", serverPath(user, server), {})
    return `${sentence(of)} ${status === 201 ? "is running" : "is starting"}.`
  })
}

export function stopServer(user, server) {
  const of = spokenName(user, server)
  return tell(`${sentence(of)} could not be stopped`, async () => {
    const { status } = await api("DELETE", serverPath(user, server))
    return `${sentence(of)} ${status === 204 ? "has stopped" : "is stopping"}.`
  })
}

export function deleteServer(user, server, changed) {
  const title = titleOf(server)
  ask({
    title: `Delete the server ${title} of ${user}?`,
    content: [element("p", {}, "Its name, options and history in the list go. Files in the home folder stay.")],
    action: "Delete server",
    danger: true,
    async work() {
      await api("DELETE", serverPath(user, server.name), { remove: true })
      say(`The server ${title} of ${user} was deleted.`)
      changed(Promise.resolve())
    },
  })
}

async function tell(otherwise, work) {
  try {
    say(await work())
  } catch (error) {
    complain(otherwise, error)
  }
}
