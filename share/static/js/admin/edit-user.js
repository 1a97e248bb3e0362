// The name, the admin flag and the groups of a user: only what was changed is sent.
import { api } from "../api.js"
import { ask } from "./ask.js"
import { check, element, field } from "./element.js"
import { groupNames, loginNotice } from "./group-names.js"
import { namesEditor } from "./names-editor.js"
import { say } from "./say.js"
import { may } from "./site.js"

export function editUser(user, reload) {
  const name = element("input", {
    id: "user-name",
    className: "form-control",
    required: true,
    value: user.name,
    autofocus: true,
    autocomplete: "off",
    spellcheck: false,
    autocapitalize: "off",
  })
  const groups = may("groups")
    ? namesEditor({ id: "user-groups", label: "Groups", names: user.groups ?? [], suggest: groupNames })
    : null
  const dialog = ask({
    title: `Edit ${user.name}`,
    content: [
      field("User name", name, "Before a change, stop the servers of this user. The home folder is not renamed."),
      check("user-admin", "Administrator", user.admin, "May do everything, for everybody."),
      groups?.element,
      groups && loginNotice(),
    ].filter(Boolean),
    action: "Save",
    async work(form) {
      const admin = form.querySelector("#user-admin").checked
      if (groups) await moveBetween(user, groups.names())
      const change = {
        ...(name.value === user.name ? {} : { name: name.value }),
        ...(admin === user.admin ? {} : { admin }),
      }
      const changed = Object.keys(change).length > 0
      const path = `users/${encodeURIComponent(user.name)}`
      const { data } = changed ? await api("PATCH", path, change) : { data: user }
      say(`${data.name ?? user.name} was saved.`)
    },
  })
  // Also after Cancel: a part may have been saved before the rest was refused.
  dialog.addEventListener("close", reload)
}

/** One after the other, so that a refusal names the group; what was done by then stays, and is not done again. */
async function moveBetween(user, wanted) {
  const had = [...(user.groups ?? [])]
  const body = { users: [user.name] }
  for (const group of wanted.filter(name => !had.includes(name))) {
    await api("POST", `groups/${encodeURIComponent(group)}/users`, body)
    user.groups = [...(user.groups ?? []), group]
  }
  for (const group of had.filter(name => !wanted.includes(name))) {
    await api("DELETE", `groups/${encodeURIComponent(group)}/users`, body)
    user.groups = user.groups.filter(name => name !== group)
  }
}
