// One server in its user's row: its name, its state, and what can be done with it now.
import { fromNow } from "../times.js"
import { badge, button, element, hidden, link } from "./element.js"
import { deleteServer, startServer, stopServer } from "./server-actions.js"
import { spawnUrl, spokenName, titleOf } from "./server-words.js"
import { may, site } from "./site.js"
import { watchStart } from "./watch-start.js"

/** `changed(work)` is told of what was begun, so that the list can show it. */
export function serverLine(user, server, changed) {
  const of = spokenName(user, server.name)
  const focus = name => ({ dataset: { focus: `${server.name}|${name}` } })
  const title = titleOf(server)
  const name = element("span", { className: "server-title wrap" }, title)
  if (server.name !== "" && title !== server.name)
    name.append(element("small", { className: "muted" }, ` ${server.name}`))
  const actions = element("span", { className: "line-actions" }, ...actionsOf(user, server, of, focus, changed))
  return element("li", { className: "server-line" }, hidden("Server "), name, stateBadge(server), actions)
}

function stateBadge(server) {
  const [text, kind] = stateOf(server)
  const made = badge(text, kind)
  if (server.started && !server.stopped) made.title = `since ${fromNow(new Date(server.started))}`
  return made
}

function stateOf(server) {
  if (server.ready) return ["running", "state-ready"]
  if (server.pending === "stop") return ["stopping", "state-stopping"]
  if (server.pending) return ["starting", "state-starting"]
  return ["stopped", "state-stopped"]
}

function actionsOf(user, server, of, focus, changed) {
  if (server.pending === "stop") return []
  const stop = () => changed(stopServer(user, server.name))
  const stopButton = () => may("delete:servers") && button("Stop", "btn-outline-danger", of, stop, focus("stop"))
  if (server.ready) {
    return [may("access:servers") && link("Access", "btn-outline", of, server.url, focus("access")), stopButton()]
  }
  if (!server.stopped) {
    const watch = () => watchStart(user, server.name)
    return [may("read:servers") && button("Progress", "btn-outline", of, watch, focus("progress")), stopButton()]
  }
  const start = () => changed(startServer(user, server.name))
  const removable = server.name !== "" && site.named_servers && may("delete:servers")
  return [
    may("start:servers") && button("Start", "btn-outline-primary", of, start, focus("start")),
    may("start:servers") &&
      link("Options…", "btn-outline", `to start ${of}`, spawnUrl(user, server.name), focus("options")),
    removable &&
      button("Delete…", "btn-outline-danger", of, () => deleteServer(user, server, changed), focus("delete")),
  ]
}
