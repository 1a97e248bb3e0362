// What runs now, on which node and for how long yet, and what became of what ran before.
import { showTimes, timeElement } from "../times.js"
import { badge, button, cell, element } from "./element.js"
import { createList } from "./list.js"
import { keepRows } from "./rows.js"
import { stopServer } from "./server-actions.js"
import { spokenName } from "./server-words.js"
import { may } from "./site.js"
import { watchStart } from "./watch-start.js"

const section = document.getElementById("runs-view")
const state = document.getElementById("run-state")
const user = document.getElementById("run-user")
const list = createList({
  view: "runs",
  path: "runs",
  section,
  defaults: { state: "live", user: "" },
  words: {
    one: "run",
    many: "runs",
    none: query => (query.state === "live" ? "Nothing runs now." : "No run fits this search."),
  },
  draw(runs) {
    show(runs)
    return 10_000
  },
})
const show = keepRows(section.querySelector("tbody"), run => run.id, runRow)

document.getElementById("runs-search").addEventListener("submit", event => {
  event.preventDefault()
  list.set({ user: user.value.trim() })
})
user.addEventListener("change", () => list.set({ user: user.value.trim() }))
state.addEventListener("change", () => list.set({ state: state.value }))

export const runsView = {
  section,
  enter() {
    const query = list.query()
    state.value = query.state
    user.value = query.user
    list.load()
  },
  leave: list.leave,
}

const states = {
  admitted: ["starting", "state-starting"],
  queued: ["waiting", "state-starting"],
  starting: ["starting", "state-starting"],
  ready: ["running", "state-ready"],
  stopping: ["stopping", "state-stopping"],
}
const outcomes = {
  failed: ["failed", "state-failed"],
  refused: ["refused", "state-failed"],
  stopped: ["stopped", "state-stopped"],
  ended: ["ended", "state-stopped"],
}

function runRow(run) {
  const [text, kind] = states[run.state] ?? outcomes[run.outcome] ?? ["ended", "state-stopped"]
  const why = run.state === "stopped" ? run.message : run.reason
  const row = element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      run.user,
      run.server === "" ? "" : element("small", { className: "muted" }, ` ${run.server}`),
    ),
    cell("State", badge(text, kind), why && element("p", { className: "small muted wrap run-why" }, why)),
    cell("Job", run.job_id ?? "–"),
    cell("Queue", run.queue ?? "–"),
    cell("GPUs", gpus(run)),
    cell("Container", run.container ?? "–"),
    cell("Node", run.node ?? "–"),
    cell("Since", timeElement(new Date(run.started_at ?? run.requested_at))),
    cell(run.ended_at ? "Ended" : "Ends", end(run)),
    element("td", { className: "actions" }, ...actions(run)),
  )
  showTimes(row)
  return row
}

function gpus({ queue, gpus: count, gpu_type: type }) {
  if (queue === null && count === 0) return "–"
  return type && count > 0 ? `${count} × ${type}` : String(count)
}

function end({ ended_at, ends_at }) {
  const at = ended_at ?? ends_at
  return at ? timeElement(new Date(at)) : "–"
}

function actions(run) {
  if (run.state === "stopped" || run.state === "stopping") return []
  const of = spokenName(run.user, run.server)
  const focus = name => ({ dataset: { focus: `run|${name}` } })
  const stop = async () => {
    list.refresh(1_000)
    await stopServer(run.user, run.server)
    list.load()
  }
  const watch = () => watchStart(run.user, run.server)
  return [
    run.state !== "ready" && button("Progress", "btn-outline", of, watch, focus("progress")),
    may("delete:servers") && button("Stop", "btn-outline-danger", of, stop, focus("stop")),
  ]
}
