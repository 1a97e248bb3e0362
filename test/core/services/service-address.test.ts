/** Paths and addresses of services. */
import { hostname } from "node:os"
import t from "tap"
import { servicePath, serviceRoutespec, serviceTarget, serviceUrl } from "../../../hub/core/services/service-address.ts"
import { testConfig } from "../../support/config.ts"

t.test("a name is escaped in its path", async t => {
  const config = await testConfig(t.testdir(), { "JupyterHub.base_url": "/lab" })
  t.equal(servicePath(config, "grader"), "/lab/services/grader/")
  t.equal(servicePath(config, "a b?"), "/lab/services/a%20b%3F/")
})

t.test("with subdomains a service has a host of its own", async t => {
  const plain = await testConfig(t.testdir())
  t.equal(serviceUrl(plain, "grader"), "/services/grader/")
  t.equal(serviceRoutespec(plain, "grader"), "/services/grader/")
  const config = await testConfig(t.testdir(), { "JupyterHub.subdomain_host": "https://hub.example.org:8443" })
  t.equal(serviceUrl(config, "grader"), "https://grader--service.hub.example.org:8443/services/grader/")
  t.equal(serviceRoutespec(config, "grader"), "grader--service.hub.example.org/services/grader/")
})

t.test("what is reached is the address alone", async t => {
  t.equal(serviceTarget("http://10.0.0.1:8000/x?y#z"), "http://10.0.0.1:8000")
  t.equal(serviceTarget("https://name:pass@example.org/x"), "https://example.org")
  t.equal(serviceTarget("http://[::1]:9"), "http://[::1]:9")
  for (const all of ["0.0.0.0", "[::]"]) t.equal(serviceTarget(`http://${all}:9/`), `http://${hostname()}:9`)
  for (const none of ["", "http://[", "file:///etc/passwd", "irrelevant"]) t.equal(serviceTarget(none), null, none)
})
