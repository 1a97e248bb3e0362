// A user goes, after a question that says what goes along.
import { api } from "../api.js"
import { ask } from "./ask.js"
import { element } from "./element.js"
import { say } from "./say.js"

export function deleteUser(user, reload) {
  const { name } = user
  const running = Object.values(user.servers ?? {}).filter(server => !server.stopped).length
  const stopped =
    running === 0 ? "" : ` ${running === 1 ? "The running server is" : `${running} running servers are`} stopped first.`
  ask({
    title: `Delete ${name}?`,
    content: [
      element("p", {}, `Servers, tokens and memberships of ${name} go.${stopped} Files in the home folder stay.`),
      element(
        "p",
        { className: "muted small" },
        "Who may log in by the hub's settings can log in again, as a new user.",
      ),
    ],
    action: "Delete user",
    danger: true,
    async work() {
      await api("DELETE", `users/${encodeURIComponent(name)}`)
      say(`${name} was deleted.`)
      reload()
    },
  })
}
