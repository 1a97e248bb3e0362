// A new group, with members where there are some to name already.
import { api } from "../api.js"
import { ask } from "./ask.js"
import { element, field } from "./element.js"
import { namesEditor } from "./names-editor.js"
import { say } from "./say.js"
import { userNames } from "./user-names.js"

export function addGroup(reload) {
  const name = element("input", {
    id: "new-group",
    className: "form-control",
    required: true,
    maxLength: 255,
    autofocus: true,
    autocomplete: "off",
    spellcheck: false,
    autocapitalize: "off",
  })
  const members = namesEditor({ id: "new-members", label: "Members", names: [], suggest: userNames })
  ask({
    title: "Create a group",
    content: [field("Group name", name), members.element],
    action: "Create group",
    async work() {
      const group = name.value.trim()
      await api("POST", "groups", { groups: [group], users: members.names() })
      say(`The group ${group} was created.`)
      reload()
    },
  })
}
