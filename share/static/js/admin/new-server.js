// A new named server for somebody.
import { api, serverPath } from "../api.js"
import { displayName, slug } from "../server-name.js"
import { ask } from "./ask.js"
import { check, element, field } from "./element.js"
import { say } from "./say.js"

export function newServer(user, changed) {
  const name = element("input", {
    id: "new-server-name",
    className: "form-control",
    maxLength: 255,
    required: true,
    autofocus: true,
    autocomplete: "off",
  })
  ask({
    title: `New server for ${user}`,
    content: [
      field("Name", name, "Any words; its address is made from them."),
      check("new-server-start", "Start it now", true, "With the default options; else it waits in the list."),
    ],
    action: "Create server",
    async work(form) {
      const typed = displayName(name.value)
      const start = form.querySelector("#new-server-start").checked
      await api(start ? "POST" : "PUT", serverPath(user, slug(typed)), { display_name: typed })
      say(`The server ${typed} of ${user} was created.`)
      changed(Promise.resolve())
    },
  })
}
