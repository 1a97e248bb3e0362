import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("the hub is shut down once the caller has been told", async t => {
  const asked: unknown[] = []
  let told: () => void
  const done = new Promise<void>(resolve => {
    told = resolve
  })
  const requestShutdown = (how: unknown) => {
    asked.push(how)
    told()
  }
  const hub = await testCore(t, { parts: { requestShutdown } })
  const admin = await hub.service("admin", ["shutdown"])
  t.match((await admin.api("POST", "/shutdown", { proxy: "x" })).json(), {
    status: 400,
    message: "proxy must be true or false, got 'x'",
  })
  t.same(asked, [])
  const answer = await admin.api("POST", "/shutdown", { proxy: true, servers: false })
  t.equal(answer.status, 202)
  t.same(answer.json(), { message: "Shutting down Hub" })
  await done
  t.same(asked, [{ cleanupProxy: true, cleanupServers: false }])
  t.equal((await (await hub.service("nobody", [])).api("POST", "/shutdown")).status, 403)
})
