import t from "tap"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import { hookError } from "../../hub/python/hook-error.ts"

const fn = { __py__: 0, repr: "function f", kind: "function" } as const
const plain = {
  type: "KeyError",
  message: "'secret'",
  status: null,
  reason: null,
  html: null,
  forUsers: false,
  traceback: "Traceback...",
}

t.test("an exception that was not meant for users stays in the log", async t => {
  const error = hookError(fn, plain)
  t.type(error, Fault)
  t.equal(error.message, "The function f of this hub's configuration failed; the hub's log says why")
  t.match(error.detail.cause, { name: "KeyError", message: "'secret'", stack: "Traceback..." })
})

t.test("what was meant for users reaches them", async t => {
  const refusal = hookError(fn, {
    ...plain,
    message: "No more",
    status: 403,
    forUsers: true,
    reason: "policy",
    html: "<b>No</b>",
  })
  t.type(refusal, Refusal)
  t.match(refusal, { status: 403, message: "No more", detail: { code: "policy", messageHtml: "<b>No</b>" } })
  const fault = hookError(fn, { ...plain, message: "Later", status: 503, forUsers: true })
  t.type(fault, Fault)
  t.match(fault, { status: 503, message: "Later" })
  t.equal(hookError(fn, { ...plain, message: "Shown", forUsers: true }).message, "Shown")
})
