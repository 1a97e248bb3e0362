import t from "tap"
import { isForeignNavigation, isWholeWindow } from "../../hub/http/foreign-navigation.ts"
import { testConfig } from "../support/config.ts"

t.test("whose page asked, by what browsers say", async t => {
  const config = await testConfig(t.testdir())
  const foreign = (headers: Readonly<Record<string, string>>) => {
    const all: Readonly<Record<string, string>> = { host: "hub.example.org", ...headers }
    const get = (name: string) => all[name.toLowerCase()]
    return isForeignNavigation({ config } as never, { headers: all, get, socket: {} } as never)
  }
  for (const own of [
    {},
    { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" },
    { "sec-fetch-site": "same-origin" },
    { referer: "http://hub.example.org/hub/home" },
    { "sec-fetch-site": "same-origin", referer: "http://public.example.org/hub/home" },
  ])
    t.equal(foreign(own), false, JSON.stringify(own))
  for (const other of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none", "sec-fetch-mode": "no-cors" },
    { referer: "http://hub.example.org/user/bob/x" },
    { referer: "http://hub.example.org/services/x/" },
    { referer: "http://evil.example.org/hub/home" },
    { referer: "nonsense" },
    { "sec-fetch-site": "same-origin", referer: "http://public.example.org/user/bob/x" },
  ])
    t.equal(foreign(other), true, JSON.stringify(other))
})

t.test("whether a person sees the answer in a window of its own", async t => {
  const whole = (headers: Readonly<Record<string, string>>) =>
    isWholeWindow({ get: (name: string) => headers[name.toLowerCase()] } as never)
  t.ok(whole({}), "browsers that do not say it")
  t.ok(whole({ "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }))
  t.notOk(whole({ "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }))
  t.notOk(whole({ "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" }))
  t.notOk(whole({ "sec-fetch-mode": "cors" }))
})
