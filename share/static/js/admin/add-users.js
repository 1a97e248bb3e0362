// Many new users at once.
import { api } from "../api.js"
import { ask } from "./ask.js"
import { check, element, field } from "./element.js"
import { say } from "./say.js"

export function addUsers(reload) {
  const names = element("textarea", {
    id: "new-users",
    className: "form-control",
    rows: 6,
    required: true,
    autofocus: true,
    spellcheck: false,
    autocapitalize: "off",
  })
  ask({
    title: "Add users",
    content: [
      field("User names", names, "One a line, or with commas between."),
      check("new-admins", "Administrators", false, "They may do everything, for everybody."),
    ],
    action: "Add users",
    async work(form) {
      const usernames = namesIn(names.value)
      const { data } = await api("POST", "users", { usernames, admin: form.querySelector("#new-admins").checked })
      say(report(usernames.length, data.length))
      reload()
    },
  })
}

function namesIn(text) {
  return [...new Set(text.split(/[\n,;]+/).map(name => name.trim()))].filter(name => name !== "")
}

function report(asked, added) {
  const users = added === 1 ? "1 user was added" : `${added} users were added`
  return asked > added ? `${users}; ${asked - added} existed already.` : `${users}.`
}
