// Who is in a group, and its properties: only what was changed is sent.
import { api } from "../api.js"
import { ask } from "./ask.js"
import { loginNotice } from "./group-names.js"
import { namesEditor } from "./names-editor.js"
import { propertiesEditor } from "./properties-editor.js"
import { say } from "./say.js"
import { userNames } from "./user-names.js"

export function editGroup(group, reload) {
  const path = `groups/${encodeURIComponent(group.name)}`
  const had = group.users ?? []
  const members = namesEditor({ id: "group-members", label: "Members", names: had, suggest: userNames })
  const properties = propertiesEditor(group.properties ?? {})
  const dialog = ask({
    title: `Edit the group ${group.name}`,
    wide: true,
    content: [loginNotice(), members.element, properties.element].filter(Boolean),
    action: "Save",
    async work() {
      const values = properties.read()
      const wanted = members.names()
      const added = wanted.filter(name => !had.includes(name))
      const removed = had.filter(name => !wanted.includes(name))
      // Additions first: a name that nobody has is refused before anything is taken away.
      if (added.length > 0) await api("POST", `${path}/users`, { users: added })
      if (removed.length > 0) await api("DELETE", `${path}/users`, { users: removed })
      if (JSON.stringify(values) !== JSON.stringify(group.properties ?? {}))
        await api("PUT", `${path}/properties`, values)
      say(`The group ${group.name} was saved.`)
    },
  })
  // Also after Cancel: a part may have been saved before the rest was refused.
  dialog.addEventListener("close", reload)
}
