import { EventEmitter } from "node:events"
import t from "tap"
import { sendEvents } from "../../../hub/http/api/event-stream.ts"
import { manualClock } from "../../support/clock.ts"

const identity = { user: { id: 1 }, service: null, token: null }

function stream() {
  const written: string[] = []
  const headers: Record<string, string> = {}
  const response = Object.assign(new EventEmitter(), {
    statusCode: 0,
    setHeader: (name: string, value: string) => void Object.assign(headers, { [name]: value }),
    write: (text: string) => written.push(text),
    end: () => written.push("END"),
  })
  return { written, headers, response }
}

t.test("events, with signs of life between", async t => {
  const clock = manualClock()
  const { written, headers, response } = stream()
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  async function* events() {
    yield { progress: 0, message: "a\nb" }
    await held
    yield { progress: 100, ready: true }
  }
  const call = { core: { clock, log: console }, response, identity, signal: new AbortController().signal }
  const done = sendEvents(call as never, events())
  await clock.advance(20_000)
  t.same(written, ["\n\n", 'data: {"progress": 0, "message": "a\\nb"}\n\n', "\n\n", "\n\n"])
  release()
  await done
  t.same(written.slice(-2), ['data: {"progress": 100, "ready": true}\n\n', "END"])
  t.match(headers, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" })
  await clock.advance(60_000)
  t.equal(written.at(-1), "END")
})

t.test("events that break off end the stream, and are told to the log", async t => {
  const { written, response } = stream()
  const told: string[] = []
  const log = { warn: (message: string) => told.push(message) }
  async function* events() {
    yield { progress: 0 }
    throw new Error("the database went away")
  }
  const call = { core: { clock: manualClock(), log }, response, identity, signal: new AbortController().signal }
  await sendEvents(call as never, events())
  t.equal(written.at(-1), "END")
  t.equal(told.length, 1)
})
