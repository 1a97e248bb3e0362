/** Looking at processes by pid, with real ones. */
import t from "tap"
import { startPiped } from "../../hub/core/exec.ts"
import { processes } from "../../hub/core/processes.ts"
import { Fault } from "../../hub/plugin/errors.ts"

t.test("alive tells a process from another that got its pid, and from a zombie", async t => {
  const child = await startPiped(["cat"])
  const ticks = processes.startTicks(child.pid)
  t.ok(processes.alive(child.pid))
  t.ok(processes.alive(child.pid, ticks))
  t.notOk(processes.alive(child.pid, (ticks ?? 0) + 1))
  child.stdin.end()
  t.equal(await child.ended, 0)
  t.notOk(processes.alive(child.pid))
  t.equal(processes.startTicks(child.pid), null)
  t.equal(processes.signal(child.pid, "SIGTERM"), false)
  t.notOk(processes.alive(0))
  t.throws(() => processes.signal(1, "SIGTERM"), Fault)
  t.throws(() => processes.groupSignal(0, "SIGTERM"), Fault)
})
