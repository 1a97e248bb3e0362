import t from "tap"
import { app } from "../../../hub/config/carme/app.ts"

t.test("an app in the hub's shape", async t => {
  t.same(app.parse({ command: ["code-server", "--socket", "{unix_socket}"] }), {
    command: ["code-server", "--socket", "{unix_socket}"],
    ready: "/",
    stripPrefix: true,
    timeoutSeconds: 60,
  })
  const board = {
    command: ["tensorboard", "--port={port}", "--path_prefix={prefix}"],
    strip_prefix: false,
    timeout: 90,
  }
  t.match(app.parse(board), { stripPrefix: false, timeoutSeconds: 90 })
})

t.test("it has to say where it listens, and knows no other names in braces", async t => {
  const mistakes: [unknown, RegExp][] = [
    ["code-server", /a dict with command/],
    [{ command: "code-server" }, /a list of words/],
    [{ command: [] }, /a program/],
    [{ command: ["code-server"] }, /\{unix_socket\}/],
    [{ command: ["x", "{port}", "{token}"] }, /no other name/],
    [{ command: ["x", "{port}"], ready: "healthz" }, /a path of the app/],
  ]
  for (const [value, message] of mistakes) t.match(app.safeParse(value).error?.message, message)
})
