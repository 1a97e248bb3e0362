// The page of quotas: plots of what was used, and for admins the limits of roles, exceptions and everybody's use.
import { ask } from "./admin/ask.js"
import { cell, element, field } from "./admin/element.js"
import { api, download, during } from "./api.js"
import { limitFields } from "./quota/limit-fields.js"
import { usagePlot } from "./quota/usage-plot.js"

const data = JSON.parse(document.getElementById("quota-data").textContent)
const byId = id => document.getElementById(id)
const kinds = { user: "users", group: "groups" }
const pathOf = ({ kind, name }) => `${kinds[kind]}/${encodeURIComponent(name)}/quota`

plot(byId("my-plot"), `users/${encodeURIComponent(data.user)}/usage`)

async function plot(place, path) {
  if (!place) return
  try {
    usagePlot(place, (await api("GET", path)).data)
  } catch {
    // The table tells the same.
    place.hidden = true
  }
}

function onClick(selector, act) {
  for (const button of document.querySelectorAll(selector)) button.addEventListener("click", () => act(button))
}

onClick("[data-edit-role]", ({ dataset }) => editRole(data.admin.roles.find(({ role }) => role === dataset.editRole)))
onClick("#add-role", () => editRole(null))
onClick("[data-reset-role]", ({ dataset }) =>
  ask({
    title: `Return ${dataset.resetRole} to the configuration?`,
    content: [element("p", {}, "What was set here for this role is forgotten.")],
    action: "Return to the configuration",
    danger: true,
    work: () => send("DELETE", `quotas/${encodeURIComponent(dataset.resetRole)}`),
  }),
)
onClick("[data-edit-exception]", ({ dataset }) => editException(data.admin.exceptions[Number(dataset.editException)]))
onClick("#add-exception", () => editException(null))
onClick("[data-drop-exception]", ({ dataset }) => {
  const exception = data.admin.exceptions[Number(dataset.dropException)]
  ask({
    title: `Take back the exception of ${exception.name}?`,
    content: [element("p", {}, "The limits of their roles hold again. Sessions that run are not stopped.")],
    action: "Take it back",
    danger: true,
    work: () => send("DELETE", pathOf(exception)),
  })
})

const hint = "What is left empty is not said. “no limit” allows as much as there is."

function editRole(row) {
  const role = element("select", { id: "quota-role", className: "form-select" })
  role.append(...data.admin.free_roles.map(name => element("option", { value: name }, name)))
  const fields = limitFields(data.labels, row?.limits ?? {})
  const content = [row ? null : field("Role", role), element("p", { className: "muted" }, hint), fields.element]
  ask({
    title: row ? `Limits of the role ${row.role}` : "Limits for another role",
    content: content.filter(Boolean),
    action: "Save",
    wide: true,
    work: () => send("PUT", `quotas/${encodeURIComponent(row?.role ?? role.value)}`, fields.limits()),
  })
}

function editException(row) {
  const kind = element("select", { id: "exception-kind", className: "form-select" })
  kind.append(element("option", { value: "user" }, "a person"), element("option", { value: "group" }, "a group"))
  const name = element("input", {
    id: "exception-name",
    className: "form-control",
    required: true,
    maxLength: 255,
    autocomplete: "off",
  })
  const until = element("input", { id: "exception-until", type: "date", className: "form-control" })
  // Another time than the beginning of a day stays as it is unless somebody chooses another day.
  const shown = row?.until ? dayOf(row.until) : ""
  until.value = shown
  const fields = limitFields(data.labels, row?.limits ?? {})
  const who = row ? [] : [field("For", kind), field("Name", name)]
  ask({
    title: row ? `Exception of ${row.name}` : "New exception",
    content: [
      element(
        "div",
        { className: "fields" },
        ...who,
        field("Ends on", until, "At the beginning of that day. Empty has no end."),
      ),
      element("p", { className: "muted" }, `It goes before the limits of roles. ${hint}`),
      fields.element,
    ],
    action: "Save",
    wide: true,
    work: () => {
      const limits = fields.limits()
      const end = until.value === shown ? (row?.until ?? null) : until.value || null
      return send("PUT", pathOf(row ?? { kind: kind.value, name: name.value.trim() }), { limits, until: end })
    },
  })
}

/** The day by the site's clock. */
function dayOf(time) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: data.zone, dateStyle: "short" }).format(new Date(time))
}

async function send(method, path, body) {
  await api(method, path, body)
  location.reload()
}

const period = byId("usage-period")
if (period) {
  const asked = () => {
    const given = ["from", "to"].map(name => [name, period.elements[name].value]).filter(([, day]) => day !== "")
    return new URLSearchParams(given)
  }
  const show = async () => {
    const accept = "application/jupyterhub-pagination+json"
    const [users, days] = await Promise.all([
      api("GET", `usage?limit=50&${asked()}`, undefined, { Accept: accept }),
      api("GET", `usage?by=day&${asked()}`),
    ])
    byId("everybody-rows").replaceChildren(...users.data.items.map(row))
    byId("everybody-table").hidden = users.data.items.length === 0
    byId("everybody-said").textContent = sentence(users.data.items.length, users.data._pagination.total)
    usagePlot(byId("everybody-plot"), days.data)
  }
  const problem = byId("usage-problem")
  const attempt = button =>
    during(button, async () => {
      problem.hidden = true
      try {
        await (button.value === ""
          ? show()
          : download(`usage?by=${button.value}&${asked()}`, "text/csv", `usage-by-${button.value}.csv`))
      } catch (error) {
        problem.textContent = error.message
        problem.hidden = false
      }
      button.disabled = false
    })
  period.addEventListener("submit", event => {
    event.preventDefault()
    attempt(event.submitter ?? period.querySelector("[type=submit]"))
  })
  attempt(period.querySelector("[type=submit]"))
}

function row({ user, gpu_hours, runs }) {
  const hours = String(Math.round(gpu_hours * 100) / 100)
  const head = element("th", { scope: "row", dataset: { label: "User" } }, user)
  return element("tr", {}, head, cell("GPU-hours", hours), cell("Sessions", String(runs)))
}

function sentence(shown, total) {
  if (total === 0) return "Nobody used a GPU in this time."
  const users = total === 1 ? "1 user" : `${total} users`
  return shown < total
    ? `${users} used GPUs; the ${shown} with most are shown, the CSV has all.`
    : `${users} used GPUs.`
}
