/** Images without Jupyter, and other web apps than JupyterLab, on the real cluster: who gets in, and who does not. */
import { writeFileSync } from "node:fs"
import t from "tap"
import WebSocket from "ws"
import { cluster } from "../support/cluster.ts"
import { clusterSite } from "../support/cluster-site.ts"
import { startHub } from "../support/hub.ts"
import { launcherIn, smallImagesIn } from "../support/launcher.ts"
import { runCell } from "../support/notebook.ts"
import { followStart, untilServer } from "../support/server-states.ts"

/** A web app with a page and a socket that gives back what it gets, on a Unix socket. */
const program = `
import asyncio, os, sys
from tornado import httpserver, netutil, web, websocket
class Page(web.RequestHandler):
    def get(self):
        self.write("app of %s at %s, token %s" % (os.environ["USER"], self.request.path, "JUPYTERHUB_API_TOKEN" in os.environ))
class Echo(websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message("echo " + message)
async def main():
    server = httpserver.HTTPServer(web.Application([("/echo", Echo), ("/.*", Page)]))
    server.add_socket(netutil.bind_unix_socket(sys.argv[1]))
    await asyncio.Event().wait()
asyncio.run(main())
`

const cell = `
import sys, os, subprocess
import of_the_image
print("python", sys.version_info[:2], of_the_image.WHERE)
import ipykernel
print("kernel", ipykernel.__file__)
print("before", [p for p in sys.path[:-1] if "launcher" in p])
print("child", subprocess.run([sys.executable, "-c", "import jupyter_server"], capture_output=True).returncode)
`

const lab = await cluster(t)

if (lab) {
  const launcher = await launcherIn(lab)
  const images = await smallImagesIn(lab, launcher)
  writeFileSync(`${lab.root}/srv/app.py`, program)
  const site = await clusterSite(lab, {
    launcher,
    containers: {
      python: { image: images.python, default: true },
      bare: { image: images.bare },
      jupyter: { image: lab.image },
      app: {
        image: images.python,
        binds: ["/srv/app.py:/srv/app.py:ro"],
        app: { command: ["python3", "/srv/app.py", "{unix_socket}"], ready: "/ready" },
      },
    },
  })
  const hub = await startHub(t, { settings: site })
  const carol = hub.client()
  await carol.login("carol")
  const token = async (user: string) =>
    (await carol.api("POST", `/users/${user}/tokens`, { scopes: ["access:servers!user"] })).json().token as string
  const bearer = async (user: string) => ({ authorization: `token ${await token(user)}` })
  const start = async (user: string, options: object) => {
    const client = hub.client()
    await client.login(user)
    const answer = await client.api("POST", `/users/${user}/servers/`, options)
    if (answer.status >= 300) throw new Error(answer.text)
    return { client, end: await followStart(client, user) }
  }
  const stop = async (user: string) => {
    await carol.api("DELETE", `/users/${user}/server`)
    await untilServer(carol, user, server => server === null || server.stopped)
  }

  t.test(
    "an image with Python alone runs JupyterLab, and the kernel is the image's Python with the image's packages",
    async t => {
      const { client, end } = await start("alice", { container: "python" })
      t.match(end, { ready: true })
      const printed = await runCell(`${hub.url}user/alice/`, await token("alice"), cell)
      t.match(printed, /python \(3, \d+\) in the image\n/)
      t.match(printed, /kernel \/opt\/carme-launcher\/3\.\d+-\w+-glibc\/ipykernel/)
      t.match(printed, "before []", "the launcher's packages stand behind the image's")
      t.match(printed, "child 1", "what a kernel starts sees nothing of the launcher")
      const page = await client.open("/user/alice/lab")
      t.match(page.text, "jupyter-config-data", "JupyterLab's page")
      await stop("alice")
    },
  )

  t.test("an image without Python says so on the page", async t => {
    const bob = hub.client()
    await bob.login("bob")
    const answer = await bob.api("POST", "/users/bob/servers/", { container: "bare" })
    const told = answer.status >= 300 ? answer.json() : await followStart(bob, "bob")
    t.match(told, { message: /has neither Jupyter nor a Python/ })
  })

  t.test("an image that has JupyterLab runs its own", async t => {
    const { end } = await start("bob", { container: "jupyter" })
    t.match(end, { ready: true })
    const printed = await runCell(
      `${hub.url}user/bob/`,
      await token("bob"),
      "import ipykernel; print(ipykernel.__file__)",
    )
    t.match(printed, /\/opt\/jupyter\//)
    await stop("bob")
  })

  t.test("a web app of the site runs behind the hub's login, and nowhere else", async t => {
    const { client: alice, end } = await start("alice", { container: "app" })
    t.match(end, { ready: true })
    t.match((await alice.open("/user/alice/some/page?x=1")).text, "app of alice at /some/page, token False")
    const socket = new WebSocket(`${hub.url.replace("http", "ws")}user/alice/echo`, {
      headers: await bearer("alice"),
    })
    const echoed = await new Promise((resolve, reject) => {
      socket.on("open", () => socket.send("hello"))
      socket.on("message", data => resolve(String(data)))
      socket.on("error", reject)
    })
    socket.terminate()
    t.equal(echoed, "echo hello", "by a websocket through both proxies")

    const bob = hub.client()
    await bob.login("bob")
    t.equal((await bob.open("/user/alice/some/page")).status, 403)
    t.match((await carol.api("GET", "/runs?state=live&user=alice")).json(), [{ container: "app" }])
    const routes = Object.entries<{ target: string }>((await carol.api("GET", "/proxy")).json())
    const target = routes.find(([path]) => path.includes("/user/alice"))?.[1].target ?? ""
    for (const path of ["/user/alice/", "/user/alice/echo", "/user/alice/oauth_callback?code=x&state=y", "/"]) {
      const direct = await fetch(`${target}${path}`, { redirect: "manual" })
      t.notMatch(await direct.text(), "app of", `${path} by the node's own address is ${direct.status}`)
      t.not(direct.status, 200)
    }
    const open = (headers: Record<string, string>) =>
      new Promise(resolve => {
        const direct = new WebSocket(`${target.replace("http", "ws")}/user/alice/echo`, { headers })
        direct.on("open", () => resolve("open"))
        direct.on("error", error => resolve(error.message))
      })
    t.match(await open({}), /403/, "nor by a websocket")
    t.match(await open(await bearer("bob")), /403/, "nor with somebody else's token")
    t.equal(await open(await bearer("alice")), "open")
    const ports = `${await lab.node(1, ["ss", "-Htlnp"])}${await lab.node(2, ["ss", "-Htlnp"])}`
    t.equal(ports.match(/"python3?"/g)?.length ?? 0, 1, "the proxy alone listens on the network")
    await stop("alice")
  })
}
