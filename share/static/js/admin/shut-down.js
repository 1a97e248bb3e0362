// Shuts the hub down, with or without the proxy and the servers.
import { api } from "../api.js"
import { ask } from "./ask.js"
import { check, element } from "./element.js"
import { say } from "./say.js"
import { site } from "./site.js"

export function shutDown() {
  ask({
    title: "Shut down the hub?",
    content: [
      element(
        "p",
        {},
        "Nobody can log in or start a server until somebody starts the hub again; this page cannot do that.",
      ),
      check(
        "shutdown-servers",
        "Stop all servers too",
        site.cleanup_servers,
        "Else they go on running, and the hub finds them again when it starts.",
      ),
      check("shutdown-proxy", "Stop the proxy too", site.cleanup_proxy, "Then running servers cannot be reached."),
    ],
    action: "Shut down",
    danger: true,
    async work(form) {
      const checked = id => form.querySelector(id).checked
      await api("POST", "shutdown", { servers: checked("#shutdown-servers"), proxy: checked("#shutdown-proxy") })
      say("The hub is shutting down.")
    },
  })
}
