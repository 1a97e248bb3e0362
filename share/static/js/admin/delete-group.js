// A group goes, after a question that says what goes along.
import { api } from "../api.js"
import { ask } from "./ask.js"
import { element } from "./element.js"
import { say } from "./say.js"

export function deleteGroup({ name, users = [] }, reload) {
  const count = users.length === 1 ? "Its one member stays a user" : `Its ${users.length} members stay users`
  ask({
    title: `Delete the group ${name}?`,
    content: [element("p", {}, `${count}, without the roles and limits that the group gave them.`)],
    action: "Delete group",
    danger: true,
    async work() {
      await api("DELETE", `groups/${encodeURIComponent(name)}`)
      say(`The group ${name} was deleted.`)
      reload()
    },
  })
}
