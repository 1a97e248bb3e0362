/** Addresses to pull from: the site's registries and plain names, and none of the tricks that reach other hosts. */
import t from "tap"
import { checkPullAddress } from "../../../hub/core/containers/pull-address.ts"

const refusal = (status: number, code: string) => ({ status, detail: { code } }) as never

const site = {
  registries: ["docker.io", "ghcr.io", "reg.example.org:5000"],
  insecureRegistries: ["reg.example.org:5000"],
  library: null,
}
const digest = `sha256:${"a".repeat(64)}`

t.test("what may be pulled, and from where", async t => {
  const good: [string, string, boolean][] = [
    ["docker://ubuntu", "docker.io", false],
    ["docker://jupyter/base-notebook:python-3.12", "docker.io", false],
    ["docker://ghcr.io/a/b_c/d--e:1.0", "ghcr.io", false],
    [`docker://GHCR.io/a/b@${digest}`, "ghcr.io", false],
    [`docker://ghcr.io/a/b:1@${digest}`, "ghcr.io", false],
    ["oras://reg.example.org:5000/lab/x:2", "reg.example.org:5000", true],
    ["  docker://ubuntu:24.04  ", "docker.io", false],
  ]
  for (const [address, registry, insecure] of good) {
    t.match(checkPullAddress(address, site), { address: address.trim(), registry, insecure }, address)
  }
  const library = { ...site, library: "https://library.example.org" }
  t.match(checkPullAddress("library://lab/base/python:3", library), { registry: "library.example.org" })
  t.throws(() => checkPullAddress("library://lab/base/python:3", site), refusal(403, "registry-not-allowed"))
})

t.test("other hosts: link-local, loopback, numbers in disguise, twins", async t => {
  const hosts = [
    "169.254.169.254",
    "127.0.0.1:8081",
    "localhost",
    "localhost:8081",
    "10.0.0.1",
    "0x7f.1",
    "2130706433.example",
    "ghcr.io.evil.example",
    "reg.example.org",
    "reg.example.org:5001",
    "ghcr.io:443",
  ]
  for (const host of hosts) {
    t.throws(() => checkPullAddress(`docker://${host}/a/b`, site), refusal(403, "registry-not-allowed"), host)
  }
})

t.test("what is no address of an image", async t => {
  const bad = [
    "",
    "ubuntu",
    "http://169.254.169.254/latest/meta-data",
    "https://ghcr.io/a",
    "file:///etc/shadow",
    "docker-archive:/home/bob/x.tar",
    "docker-daemon:x",
    "shub://a/b",
    "docker://",
    "docker:///etc/passwd",
    "docker://[::1]/a",
    "docker://ghcr.io/../../etc",
    "docker://ghcr.io/a/b?x=1",
    "docker://ghcr.io/a/b#x",
    "docker://ghcr.io/a%2fb",
    "docker://ghcr.io/a b",
    "docker://ghcr.io/a\n--no-https",
    "--no-https docker://ubuntu",
    "docker://-x/a",
    "docker://ghcr.io/-x",
    "docker://ghcr.io/a:--tag",
    "docker://ghcr.io\\@evil.example/a",
    "oras://a/b",
    `docker://ghcr.io/${"a/".repeat(400)}b`,
  ]
  for (const address of bad) {
    t.throws(
      () => checkPullAddress(address, site),
      { status: /^40[03]$/ } as never,
      JSON.stringify(address).slice(0, 80),
    )
  }
})

t.test("a password is refused, and not repeated", async t => {
  for (const address of [
    "docker://me:hunter2@ghcr.io/a/b",
    "docker://me@ghcr.io/a",
    "oras://t0ken@reg.example.org:5000/a",
  ]) {
    try {
      checkPullAddress(address, site)
      t.fail(address)
    } catch (error) {
      t.match((error as Error).message, /name and password have no place/)
      t.notMatch((error as Error).message, /hunter2|t0ken/)
    }
  }
})
