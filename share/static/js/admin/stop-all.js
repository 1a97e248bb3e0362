// Stops every server of the hub that the reader may stop, a few at a time.
import { api, serverPath } from "../api.js"
import { ask } from "./ask.js"
import { element } from "./element.js"
import { say } from "./say.js"
import { spokenName } from "./server-words.js"
import { site } from "./site.js"

const atOnce = 6

export function stopAll() {
  const bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": "Stopped so far" })
  const note = element("p", { role: "status" })
  const dialog = ask({
    title: "Stop all servers?",
    content: [
      element(
        "p",
        {},
        "Every running server is stopped, and every start that is under way. Unsaved work in them is lost; files stay.",
      ),
      bar,
      note,
    ],
    action: "Stop all servers",
    danger: true,
    async work() {
      const servers = await activeServers()
      bar.max = Math.max(1, servers.length)
      bar.hidden = false
      const failed = []
      await inTurns(servers, async ({ user, server }) => {
        if (!dialog.isConnected) return
        try {
          await api("DELETE", serverPath(user, server))
        } catch (error) {
          failed.push(`${spokenName(user, server)}: ${error.message}`)
        }
        bar.value += 1
        note.textContent = `${bar.value} of ${servers.length}`
      })
      if (failed.length > 0) {
        const some = failed.slice(0, 5).join("\n")
        throw new Error(`${failed.length} of ${servers.length} could not be stopped:\n${some}`)
      }
      say(servers.length === 1 ? "1 server was told to stop." : `${servers.length} servers were told to stop.`)
      window.dispatchEvent(new HashChangeEvent("hashchange"))
    },
  })
}

async function activeServers() {
  const found = []
  for (let offset = 0; ; offset += site.page_max) {
    const { data } = await api("GET", `users?state=active&limit=${site.page_max}&offset=${offset}`)
    for (const user of data) {
      for (const server of Object.values(user.servers ?? {})) found.push({ user: user.name, server: server.name })
    }
    if (data.length < site.page_max) return found
  }
}

async function inTurns(items, work) {
  const left = [...items]
  const one = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}
