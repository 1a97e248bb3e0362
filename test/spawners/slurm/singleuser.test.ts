/** Stock batchspawner-singleuser and jupyterhub-singleuser in the image, started by the slurm spawner: ports, addresses, times. */
import { createServer, type IncomingMessage } from "node:http"
import t from "tap"
import { createSlurmSpawner } from "../../../spawners/slurm/spawner.ts"
import { cluster } from "../../support/cluster.ts"
import { clusterSettings, restSettings, slurmContext, slurmRun } from "../../support/slurm.ts"

const lab = await cluster(t)

if (lab) {
  for (const driver of ["cli", "rest"]) {
    t.test(`JupyterLab, started by ${driver}, reports its port with its token and answers on its node`, async t => {
      const context = slurmContext(driver === "rest" ? restSettings(lab) : clusterSettings(lab))
      const spawner = createSlurmSpawner()
      const began = context.clock.now().getTime()
      const seconds = () => ((context.clock.now().getTime() - began) / 1000).toFixed(1)
      const hub = await listenForPort(lab.hubAddress)
      t.teardown(() => hub.close())
      const api = `http://${lab.hubAddress}:${hub.port}/hub/api`
      const asked = slurmRun("alice", {
        env: {
          JUPYTERHUB_API_TOKEN: "canary-token-of-a-test",
          JUPYTERHUB_API_URL: api,
          JUPYTERHUB_ACTIVITY_URL: `${api}/users/alice/activity`,
          JUPYTERHUB_BASE_URL: "/",
          JUPYTERHUB_CLIENT_ID: "jupyterhub-user-alice",
          JUPYTERHUB_HOST: "",
          JUPYTERHUB_OAUTH_CALLBACK_URL: "/user/alice/oauth_callback",
          JUPYTERHUB_OAUTH_SCOPES: '["access:servers!server=alice/"]',
          JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:servers!server=alice/"]',
          JUPYTERHUB_SERVICE_PREFIX: "/user/alice/",
          JUPYTERHUB_SERVICE_URL: "http://127.0.0.1:0/user/alice/",
          JUPYTERHUB_USER: "alice",
        },
      })
      const run = { ...asked, state: (await spawner.start(asked, context)).state }
      t.comment(`submitted after ${seconds()} s`)
      const report = await hub.report
      t.comment(`port reported after ${seconds()} s`)
      t.same(report.authorization, "token canary-token-of-a-test")
      t.same(Object.keys(report.body), ["port"])
      const status = (await spawner.poll([run], context)).get(run.id)
      t.match(status, { status: "running", address: { host: report.from } }, "the node's address is where it came from")
      const answer = await firstAnswer(`http://${report.from}:${report.body.port}/user/alice/api`)
      t.comment(`ready after ${seconds()} s`)
      t.match(answer, { version: /^\d/ })
      await spawner.stop(run, context)
      for (;;) {
        const status = (await spawner.poll([run], context)).get(run.id)
        if (status?.status === "gone") break
        await context.clock.sleep(100)
      }
      t.comment(`ended after ${seconds()} s`)
    })
  }
}

interface Report {
  readonly authorization: string
  readonly body: { readonly port: number }
  readonly from: string
}

/** As much of a hub as a server needs to start: it takes the port and says its version. */
async function listenForPort(address: string) {
  let resolveReport: (report: Report) => void = () => {}
  const report = new Promise<Report>(resolve => {
    resolveReport = resolve
  })
  const server = createServer(async (request, response) => {
    const body = await text(request)
    response.setHeader("Content-Type", "application/json")
    response.setHeader("X-JupyterHub-Version", "6.1.1")
    if (request.url === "/hub/api/batchspawner") {
      const from = request.socket.remoteAddress ?? ""
      resolveReport({ authorization: request.headers.authorization ?? "", body: JSON.parse(body), from })
    }
    response.end(JSON.stringify({ version: "6.1.1" }))
  })
  await new Promise<void>(resolve => server.listen(0, address, resolve))
  const listening = server.address()
  const port = typeof listening === "object" && listening ? listening.port : 0
  return {
    port,
    report,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function text(request: IncomingMessage): Promise<string> {
  let all = ""
  for await (const chunk of request) all += chunk
  return all
}

async function firstAnswer(url: string): Promise<unknown> {
  for (let left = 600; left > 0; left--) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return answer.json()
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${url} does not answer`)
}
