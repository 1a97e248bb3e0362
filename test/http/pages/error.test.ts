import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("the proxy's error pages", async t => {
  const hub = await pageHub(t)
  const client = hub.client()
  const down = await client.ask("/hub/error/503?url=%2Fuser%2Falice%2F%3Cb%3E")
  t.equal(down.status, 200, "the proxy puts its own status on it")
  t.match(down.text, "503 : Service Unavailable")
  t.match(down.text, '<a href="/hub/home">from the hub</a>')
  t.notMatch(down.text, "<b>")
  t.match((await client.ask("/hub/error/404")).text, "404 : Not Found")
  t.match((await client.ask("/hub/error/599")).text, "599 : Unknown HTTP Error")
  t.equal((await client.ask("/hub/error/x")).status, 404)
})
